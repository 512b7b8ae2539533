package dev.convoy.driver.report;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.worker.Predictions;
import java.util.List;
import java.util.Locale;
import org.nd4j.evaluation.classification.Evaluation;

/** The table of a split's results by class, with Deeplearning4j's metrics. */
public final class ClassTable {
    private ClassTable() {}

    /**
     * @param classes names of the network's outputs
     * @return one line for each class, and the accuracy over all
     */
    public static String of(Split split, Predictions predictions, List<String> classes) {
        Evaluation evaluation = new Evaluation(classes);
        for (int i = 0; i < predictions.labels().length; i++) {
            evaluation.eval(predictions.predicted()[i], predictions.labels()[i]);
        }
        int width = classes.stream().mapToInt(String::length).reduce(8, Math::max);
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, "%-" + width + "s %8s %10s %8s %8s%n", "class", "images", "precision", "recall", "F1"));
        for (int k = 0; k < classes.size(); k++) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-" + width + "s %8d %10.4f %8.4f %8.4f%n",
                    classes.get(k),
                    evaluation.classCount(k),
                    evaluation.precision(k),
                    evaluation.recall(k),
                    evaluation.f1(k)));
        }
        return table.append(String.format(
                        Locale.ROOT,
                        "%s accuracy %.4f of %d images%n",
                        split.key(),
                        evaluation.accuracy(),
                        predictions.labels().length))
                .toString();
    }
}
