package dev.convoy.driver.report.page;

import dev.convoy.driver.run.Status;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The runs that differ from one in their seed only, of as many epochs.
 *
 * @param runs number of runs with a result
 * @param mean of their results
 * @param interval half the width of the 95 % interval of the mean, by Student's t distribution
 */
record Repeats(int runs, double mean, double interval) {
    private static final double UPPER = 0.975;

    /**
     * @param field of {@code run.json}
     * @return the repeats of a run, itself among them; null if there are no others
     */
    static Repeats of(RunRow run, List<RunRow> all, String field) {
        Map<String, Double> bySeed = new TreeMap<>();
        for (RunRow other : all) {
            Double result = other.number(field);
            // What a run had before it failed is no result.
            if (result != null
                    && !other.status().equals(Status.FAILED.key())
                    && other.withoutSeed().equals(run.withoutSeed())) {
                bySeed.put(other.keys().getOrDefault(RunTable.SEED, ""), result);
            }
        }
        return of(List.copyOf(bySeed.values()));
    }

    private static Repeats of(List<Double> results) {
        int count = results.size();
        if (count < 2) {
            return null;
        }
        double mean =
                results.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = results.stream()
                .mapToDouble(result -> (result - mean) * (result - mean))
                .sum();
        double error = Math.sqrt(squares / (count - 1) / count);
        return new Repeats(count, mean, new TDistribution(null, count - 1).inverseCumulativeProbability(UPPER) * error);
    }
}
