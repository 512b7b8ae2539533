package dev.convoy.driver.report;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;

/** Prints one line for each round. */
public final class ConsoleReport implements TrainingListener {
    private final PrintStream out;
    private final RemainingTime remaining = new RemainingTime();

    public ConsoleReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void roundDone(RoundReport report, Progress at) {
        out.printf(
                Locale.ROOT,
                "epoch %d/%d | round %d/%d | loss %.4f | lr %.1e | %.0f img/s | overhead %.0f %% | ETA %s%n",
                report.position().epoch(),
                report.position().epochs(),
                report.position().round(),
                report.position().rounds(),
                report.loss(),
                report.learningRate(),
                report.speed().imagesPerSecond(),
                100 * report.speed().outsideCompute(),
                remaining.after(report));
        printEvaluation(report, out);
    }

    /** Prints a line if the model was evaluated. */
    static void printEvaluation(RoundReport report, PrintStream out) {
        RoundReport.Evaluation evaluation = report.evaluation();
        print(out, report, "validation", evaluation.validationAccuracy(), evaluation.validationLoss());
        print(out, report, "test", evaluation.testAccuracy(), evaluation.testLoss());
        print(out, report, "EMA weights'", evaluation.emaAccuracy(), evaluation.emaLoss());
    }

    private static void print(PrintStream out, RoundReport report, String split, Double accuracy, Double loss) {
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
