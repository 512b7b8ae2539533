package dev.convoy.driver.report;

import dev.convoy.worker.Predictions;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.evaluation.classification.Evaluation;

/** The table of the test results by class, with Deeplearning4j's metrics. */
public final class ClassTable {
    private ClassTable() {}

    /** Returns one line for each class, and the accuracy over all. */
    public static String of(Predictions predictions, int classes) {
        Evaluation evaluation = new Evaluation(
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        for (int i = 0; i < predictions.labels().length; i++) {
            evaluation.eval(predictions.predicted()[i], predictions.labels()[i]);
        }
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, "%-8s %8s %10s %8s %8s%n", "class", "images", "precision", "recall", "F1"));
        for (int k = 0; k < classes; k++) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-8d %8d %10.4f %8.4f %8.4f%n",
                    k,
                    evaluation.classCount(k),
                    evaluation.precision(k),
                    evaluation.recall(k),
                    evaluation.f1(k)));
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "test accuracy %.4f of %d images%n",
                        evaluation.accuracy(),
                        predictions.labels().length))
                .toString();
    }
}
