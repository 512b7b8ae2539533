package dev.convoy.driver.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line a round. */
public final class ConsoleReport implements TrainingListener {
    private final PrintStream out;
    private double secondsHere;
    private int roundsHere;

    public ConsoleReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void roundDone(RoundReport report) {
        secondsHere += report.seconds();
        roundsHere++;
        Duration left = Duration.ofSeconds(Math.round(secondsHere / roundsHere * (report.rounds() - report.round())));
        out.printf(
                Locale.ROOT,
                "epoch %d/%d | round %d/%d | loss %.4f | lr %.1e | %.0f img/s | outside compute %.0f %% | left %d:%02d%n",
                report.epoch(),
                report.epochs(),
                report.round(),
                report.rounds(),
                report.loss(),
                report.learningRate(),
                report.imagesPerSecond(),
                100 * report.outsideCompute(),
                left.toMinutes(),
                left.toSecondsPart());
        if (report.testAccuracy() != null) {
            out.printf(
                    Locale.ROOT,
                    "epoch %d/%d | test accuracy %.4f | test loss %.4f%n",
                    report.epoch(),
                    report.epochs(),
                    report.testAccuracy(),
                    report.testLoss());
        }
    }
}
