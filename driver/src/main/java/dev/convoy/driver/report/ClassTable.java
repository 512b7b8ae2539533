package dev.convoy.driver.report;

import dev.convoy.driver.predict.PredictionResult.ClassScores;
import dev.convoy.worker.Predictions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.evaluation.classification.Evaluation;

/** A table of results by class, for people. */
public final class ClassTable {
    private static final int NAME_WIDTH = 8;

    private ClassTable() {}

    /**
     * Computes the table with Deeplearning4j's metrics.
     *
     * @param classes names of the network's outputs
     */
    public static String of(Predictions predictions, List<String> classes) {
        Evaluation evaluation = new Evaluation(classes);
        for (int i = 0; i < predictions.labels().length; i++) {
            evaluation.eval(predictions.predicted()[i], predictions.labels()[i]);
        }
        List<ClassScores> rows = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            rows.add(new ClassScores(
                    classes.get(k),
                    evaluation.classCount(k),
                    evaluation.precision(k),
                    evaluation.recall(k),
                    evaluation.f1(k)));
        }
        return of(rows);
    }

    /** Returns a heading and a line for each class. */
    public static String of(List<ClassScores> rows) {
        int width = rows.stream().mapToInt(row -> row.name().length()).reduce(NAME_WIDTH, Math::max);
        String name = "%-" + width + "s";
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, name + " %8s %10s %8s %8s%n", "class", "images", "precision", "recall", "F1"));
        for (ClassScores row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    name + " %8d %10.4f %8.4f %8.4f%n",
                    row.name(),
                    row.images(),
                    row.precision(),
                    row.recall(),
                    row.f1()));
        }
        return table.toString();
    }
}
