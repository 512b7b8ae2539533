package dev.convoy.driver.checkpoint;

import dev.convoy.base.InvalidInputException;
import dev.convoy.worker.Predictions;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the best checkpoint of a run is chosen by.
 *
 * @param ofAverage whether the averaged weights are measured, and not the weights themselves
 * @param minImprovement early stopping waits for a gain above this; the best needs any
 */
public record BestBy(Metric metric, boolean ofAverage, double minImprovement) {
    /** The accuracy of the weights. */
    public static final BestBy ACCURACY = new BestBy(Metric.ACCURACY, false, 0);

    private static final String AVERAGE = "ema-";

    public BestBy {
        if (!(minImprovement >= 0 && Double.isFinite(minImprovement))) {
            throw new InvalidInputException(
                    "train.early-stopping.min-improvement must be >= 0 and finite", minImprovement, "Try 0.");
        }
    }

    /** Numbers that an evaluation gives. */
    public enum Metric {
        ACCURACY("accuracy"),
        /** The mean of the recalls of all classes that have examples. */
        BALANCED_ACCURACY("balanced-accuracy"),
        /** The mean loss; less is better. */
        LOSS("loss");

        private final String key;

        Metric(String key) {
            this.key = key;
        }

        double of(Predictions predictions) {
            return switch (this) {
                case ACCURACY -> predictions.accuracy();
                case BALANCED_ACCURACY -> predictions.balancedAccuracy();
                case LOSS -> predictions.meanLoss();
            };
        }
    }

    /**
     * Returns what a name stands for: that of a metric, perhaps after {@code ema-}.
     *
     * @throws InvalidInputException if there is none
     */
    public static BestBy of(String name, double minImprovement) {
        boolean ofAverage = name.startsWith(AVERAGE);
        String metric = ofAverage ? name.substring(AVERAGE.length()) : name;
        return Arrays.stream(Metric.values())
                .filter(one -> one.key.equals(metric))
                .findFirst()
                .map(one -> new BestBy(one, ofAverage, minImprovement))
                .orElseThrow(() -> new InvalidInputException(
                        "checkpoint.best-by must be "
                                + Arrays.stream(Metric.values())
                                        .map(one -> one.key)
                                        .collect(Collectors.joining(" or "))
                                + ", or one of them after " + AVERAGE,
                        name,
                        "Use one of them."));
    }

    /** The name that {@link #of} reads. */
    public String key() {
        return (ofAverage ? AVERAGE : "") + metric.key;
    }

    /**
     * Returns by how much a value is better than an earlier one; NaN if it is not a number.
     *
     * @param before null before the first
     */
    double gain(double value, Double before) {
        if (before == null || before.isNaN()) {
            return Double.isNaN(value) ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        return metric == Metric.LOSS ? before - value : value - before;
    }
}
