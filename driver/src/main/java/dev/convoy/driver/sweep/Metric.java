package dev.convoy.driver.sweep;

import dev.convoy.base.InvalidInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What trials are compared by, on the split that each epoch ends with: validation images if there are some, else test. */
public enum Metric {
    ACCURACY("accuracy", "Accuracy"),
    LOSS("loss", "Loss");

    private final String key;
    private final String suffix;

    Metric(String key, String suffix) {
        this.key = key;
        this.suffix = suffix;
    }

    public static Metric of(String key) {
        for (Metric metric : values()) {
            if (metric.key.equals(key)) {
                return metric;
            }
        }
        throw new InvalidInputException("sweep.metric must be accuracy or loss", key, "Use one of them.");
    }

    public String key() {
        return key;
    }

    /** Returns the name of the field in {@code run.json}. */
    public String field(String split) {
        return split + suffix;
    }

    /** Returns the order of results, the best first. */
    public Comparator<Double> bestFirst() {
        return this == LOSS ? Comparator.naturalOrder() : Comparator.reverseOrder();
    }

    /**
     * Returns the trials that are promoted, the best first. Of equal results, that of the lower number is better. A trial
     * that failed, or whose result is not finite, is never promoted.
     *
     * @param results by the trial's number; null for a failure
     */
    public List<Integer> promoted(Map<Integer, Double> results, int most) {
        List<Integer> able = new ArrayList<>();
        results.forEach((trial, result) -> {
            if (result != null && Double.isFinite(result)) {
                able.add(trial);
            }
        });
        able.sort(
                Comparator.<Integer, Double>comparing(results::get, bestFirst()).thenComparing(trial -> trial));
        return List.copyOf(able.subList(0, Math.min(most, able.size())));
    }
}
