package dev.convoy.driver.report;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Prints one line for each round. */
public final class ConsoleReport implements TrainingListener {
    private final PrintStream out;
    private double secondsHere;
    private int roundsHere;

    public ConsoleReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void roundDone(RoundReport report, Progress at) {
        secondsHere += report.speed().seconds();
        roundsHere++;
        Duration eta = Duration.ofSeconds(Math.round(secondsHere
                / roundsHere
                * (report.position().rounds() - report.position().round())));
        out.printf(
                Locale.ROOT,
                "epoch %d/%d | round %d/%d | loss %.4f | lr %.1e | %.0f img/s | overhead %.0f %% | ETA %d:%02d%n",
                report.position().epoch(),
                report.position().epochs(),
                report.position().round(),
                report.position().rounds(),
                report.loss(),
                report.learningRate(),
                report.speed().imagesPerSecond(),
                100 * report.speed().outsideCompute(),
                eta.toMinutes(),
                eta.toSecondsPart());
        RoundReport.Evaluation evaluation = report.evaluation();
        print(report, "validation", evaluation.validationAccuracy(), evaluation.validationLoss());
        print(report, "test", evaluation.testAccuracy(), evaluation.testLoss());
    }

    private void print(RoundReport report, String split, Double accuracy, Double loss) {
        if (accuracy != null) {
            out.printf(
                    Locale.ROOT,
                    "epoch %d/%d | %s accuracy %.4f | %s loss %.4f%n",
                    report.position().epoch(),
                    report.position().epochs(),
                    split,
                    accuracy,
                    split,
                    loss);
        }
    }
}
