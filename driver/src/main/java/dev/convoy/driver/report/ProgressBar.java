package dev.convoy.driver.report;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import java.io.PrintStream;
import java.util.Locale;

/** Shows the last round as a bar on a terminal, where each round replaces the one before. Evaluations stay. */
public final class ProgressBar implements TrainingListener {
    private static final int MAX_BAR_CHARACTERS = 30;
    private static final String ERASE_LINE = "\033[2K";

    private final PrintStream out;
    private final int columns;
    private final RemainingTime remaining = new RemainingTime();

    /** @param columns width of the terminal */
    public ProgressBar(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void roundDone(RoundReport report, Progress at) {
        out.print(ERASE_LINE);
        ConsoleReport.printEvaluation(report, out);
        RoundReport.Position position = report.position();
        String numbers = String.format(
                Locale.ROOT,
                " round %d/%d | epoch %d/%d | loss %.4f | %.0f img/s | ETA %s",
                position.round(),
                position.rounds(),
                position.epoch(),
                position.epochs(),
                report.loss(),
                report.speed().imagesPerSecond(),
                remaining.after(report));
        // A line that fills the terminal would go on in the next one.
        String line = bar(position, columns - 1 - numbers.length()) + numbers;
        out.print(line.substring(0, Math.min(line.length(), Math.max(0, columns - 1))));
        // What is printed next replaces the bar.
        out.print(position.round() == position.rounds() ? System.lineSeparator() : "\r");
        out.flush();
    }

    private static String bar(RoundReport.Position position, int room) {
        int width = Math.min(MAX_BAR_CHARACTERS, room - 2);
        if (width < 1) {
            return "";
        }
        int done = (int) ((long) width * position.round() / position.rounds());
        return "[" + "=".repeat(done) + " ".repeat(width - done) + "]";
    }
}
