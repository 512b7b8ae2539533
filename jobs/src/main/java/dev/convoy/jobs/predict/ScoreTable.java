package dev.convoy.jobs.predict;

import dev.convoy.driver.predict.PredictionResult.ClassScores;
import dev.convoy.driver.predict.PredictionResult.Scores;
import java.io.PrintStream;
import java.util.Locale;

/** Prints scores for people. */
final class ScoreTable {
    private static final int NAME_WIDTH = 8;

    private ScoreTable() {}

    static void print(Scores scores, PrintStream out) {
        int width =
                scores.perClass().stream().mapToInt(one -> one.name().length()).reduce(NAME_WIDTH, Math::max);
        String name = "%-" + width + "s";
        out.printf(Locale.ROOT, name + " %8s %10s %8s %8s%n", "class", "images", "precision", "recall", "F1");
        for (ClassScores one : scores.perClass()) {
            out.printf(
                    Locale.ROOT,
                    name + " %8d %10.4f %8.4f %8.4f%n",
                    one.name(),
                    one.images(),
                    one.precision(),
                    one.recall(),
                    one.f1());
        }
        out.printf(
                Locale.ROOT,
                "accuracy %.4f | top-5 %.4f | loss %.4f | calibration error %.4f | %,d images%n",
                scores.accuracy(),
                scores.top5Accuracy(),
                scores.loss(),
                scores.calibrationError(),
                scores.images());
    }
}
