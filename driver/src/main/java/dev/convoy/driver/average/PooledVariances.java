package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;

/**
 * The variances of all workers' examples together: {@code Σ n_w · (σ_w² + μ_w²) / N − μ²}, where averaging the {@code
 * σ_w²} as numbers would lose how far apart the workers' means are.
 *
 * <p>Kept as sums of squared distances from the mean so far (Chan, Golub, LeVeque, 1983), which unlike a difference of
 * moments never falls below 0.
 */
final class PooledVariances {
    private final RunningStatistics place;
    private final double[] squares;

    PooledVariances(RunningStatistics place) {
        this.place = place;
        this.squares = new double[place.channels()];
    }

    /**
     * @param examples of this worker, at least 1
     * @param values its vector
     * @param before sum of the weights before it
     * @param sums of the weighted vectors before it
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
