package dev.convoy.driver.report.page;

import dev.convoy.driver.round.LayerChange;
import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import java.util.List;
import java.util.Map;

/**
 * A line of {@code metrics.jsonl}: see {@link dev.convoy.driver.round.RoundReport}. What the Convoy that wrote it did not
 * know is empty or null.
 */
record RoundLine(
        int epoch,
        int round,
        double loss,
        double learningRate,
        double seconds,
        double imagesPerSecond,
        Double validationAccuracy,
        Double validationLoss,
        Double testAccuracy,
        Double testLoss,
        Map<String, Double> parts,
        List<ExecutorWork> executors,
        List<String> joined,
        List<String> lost,
        List<LayerChange> layers) {
    RoundLine {
        parts = parts == null ? Map.of() : parts;
        executors = executors == null ? List.of() : executors;
        joined = joined == null ? List.of() : joined;
        lost = lost == null ? List.of() : lost;
        layers = layers == null ? List.of() : layers;
    }

    /** Accuracy on the split that each epoch ends with; null if the round ends none. */
    Double accuracy() {
        return validationAccuracy != null ? validationAccuracy : testAccuracy;
    }

    /** Loss on that split. */
    Double heldOutLoss() {
        return validationAccuracy != null ? validationLoss : testLoss;
    }
}
