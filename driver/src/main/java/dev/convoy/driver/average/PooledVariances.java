package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;

/**
 * Computes the variances over all workers' examples: {@code Σ n_w · (σ_w² + μ_w²) / N − μ²}. A plain average of the
 * {@code σ_w²} would ignore the distances between the workers' means.
 *
 * <p>Keeps sums of squared distances from the current mean (Chan, Golub, LeVeque, 1983). Unlike a difference of
 * moments, such a sum never falls below 0.
 */
final class PooledVariances {
    private final RunningStatistics place;
    private final double[] squares;

    PooledVariances(RunningStatistics place) {
        this.place = place;
        this.squares = new double[place.channels()];
    }

    /**
     * @param examples number of the worker's examples, at least 1
     * @param values the worker's vector
     * @param before sum of the weights of the workers before it
     * @param sums sums of the weighted vectors of the workers before it
     */
    void add(long examples, FlatVector values, long before, double[] sums) {
        double[] means = new double[place.channels()];
        double[] variances = new double[place.channels()];
        values.read(place.meanOffset(), means);
        values.read(place.varianceOffset(), variances);
        for (int i = 0; i < squares.length; i++) {
            squares[i] += examples * place.variance(variances[i]);
            if (before > 0) {
                double distance = means[i] - sums[place.meanOffset() + i] / before;
                squares[i] += distance * distance * ((double) before * examples / (before + examples));
            }
        }
    }

    /** Replaces the averaged variances in {@code result}. */
    void put(long weight, double[] result) {
        for (int i = 0; i < squares.length; i++) {
            result[place.varianceOffset() + i] = place.stored(squares[i] / weight);
        }
    }
}
