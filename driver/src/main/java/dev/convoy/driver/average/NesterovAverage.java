package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;
import dev.convoy.base.FlatVectorWriter;
import java.util.Arrays;
import java.util.List;

/**
 * Treats the difference between a round's start and its average as a gradient, and applies SGD with Nesterov momentum
 * to it: {@code Δ = θ − average; v ← μ·v + Δ; θ ← θ − η·(Δ + μ·v)}. With η=1 and μ=0 the result is the average, except
 * for rounding.
 *
 * <p>Slow momentum on averaged models is from Wang, Tantia, Ballas, Rabbat: "SlowMo: Improving communication-efficient
 * distributed SGD with slow momentum" (2020); the Nesterov form is from Douillard et al.: "DiLoCo: Distributed
 * low-communication training of language models" (2023), with the momentum of Sutskever et al. (2013) as frameworks
 * compute it.
 *
 * <p>Running means and variances are not weights: they keep the values of the average, without momentum.
 *
 * @param learningRate η, above 0
 * @param momentum μ, from 0 to below 1
 * @param statistics positions of running means and variances in the parameter vector
 */
public record NesterovAverage(double learningRate, double momentum, List<RunningStatistics> statistics)
        implements OuterOptimizer {
    /** The default of η. */
    public static final double LEARNING_RATE = 1;

    /** The default of μ. */
    public static final double MOMENTUM = 0.8;

    /**
     * Computes each value separately in float64 and rounds it once. Allocates two new vectors and nothing else of their
     * length.
     */
    @Override
    public Step step(FlatVector start, FlatVector average, FlatVector velocity) {
        int length = start.length();
        if (average.length() != length || (velocity.length() != length && velocity.length() != 0)) {
            throw new IllegalArgumentException("start, average and momentum must be of one length. Given: " + length
                    + ", " + average.length() + ", " + velocity.length());
        }
        FlatVectorWriter parameters = new FlatVectorWriter(start.type(), length);
        FlatVectorWriter velocities = new FlatVectorWriter(start.type(), length);
        double[] theta = new double[FlatVector.CHUNK];
        double[] mean = new double[FlatVector.CHUNK];
        double[] v = new double[FlatVector.CHUNK];
        for (int from = 0; from < length; from += FlatVector.CHUNK) {
            int count = start.read(from, theta);
            average.read(from, mean);
            if (velocity.length() > 0) {
                velocity.read(from, v);
            } else {
                Arrays.fill(v, 0);
            }
            for (int i = 0; i < count; i++) {
                double delta = theta[i] - mean[i];
                v[i] = momentum * v[i] + delta;
                theta[i] -= learningRate * (delta + momentum * v[i]);
            }
            keepStatistics(from, count, mean, theta, v);
            parameters.put(theta, count);
            velocities.put(v, count);
        }
        return new Step(parameters.vector(), velocities.vector());
    }

    private void keepStatistics(int from, int count, double[] mean, double[] theta, double[] v) {
        for (RunningStatistics running : statistics) {
            int first = Math.max(from, running.meanOffset());
            int last = Math.min(from + count, running.end());
            for (int i = first - from; i < last - from; i++) {
                theta[i] = mean[i];
                v[i] = 0;
            }
        }
    }
}
