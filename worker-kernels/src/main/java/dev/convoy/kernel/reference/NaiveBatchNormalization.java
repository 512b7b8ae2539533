package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Batch normalization of each channel over examples and positions. */
final class NaiveBatchNormalization {
    private NaiveBatchNormalization() {}

    /**
     * {@code Y = γ · (X − μ) / √(σ² + ε) + β}, where μ and σ² are the channel's mean and its variance (divided by the
     * number of values) in this batch if training, and the running ones if not.
     */
    static void forward(
            BatchNormalization layer, boolean training, double[] input, double[] parameters, double[] output) {
        for (int channel = 0; channel < layer.output().channels(); channel++) {
            int[] places = places(layer, channel, input.length);
            double mean = training ? mean(input, places) : parameters[index(layer.meanOffset(), channel)];
            double variance = training ? variance(input, places) : runningVariance(layer, channel, parameters);
            double beta = layer.locked() ? layer.lockedBeta() : parameters[index(layer.betaOffset(), channel)];
            double scale = gamma(layer, channel, parameters) / Math.sqrt(variance + layer.epsilon());
            for (int i : places) {
                output[i] = scale * (input[i] - mean) + beta;
            }
        }
    }

    /**
     * With {@code H = (X − μ) / √(σ² + ε)} over N values, in training: {@code ∂L/∂γ = Σ ∂L/∂Y · H}, {@code ∂L/∂β = Σ
     * ∂L/∂Y}, and, as μ and σ² depend on every X, {@code ∂L/∂X = γ / √(σ² + ε) · (∂L/∂Y − ∂L/∂β / N − H · ∂L/∂γ / N)}.
     */
    static void backward(
            BatchNormalization layer,
            double[] input,
            double[] delta,
            double[] parameters,
            double[] inputDelta,
            double[] gradient) {
        for (int channel = 0; channel < layer.output().channels(); channel++) {
            int[] places = places(layer, channel, input.length);
            double mean = mean(input, places);
            double variance = variance(input, places);
            double deviation = Math.sqrt(variance + layer.epsilon());
            double byGamma = Arrays.stream(places)
                    .mapToDouble(i -> delta[i] * (input[i] - mean) / deviation)
                    .sum();
            double byBeta = Arrays.stream(places).mapToDouble(i -> delta[i]).sum();
            double scale = gamma(layer, channel, parameters) / deviation;
            for (int i : places) {
                double normalized = (input[i] - mean) / deviation;
                inputDelta[i] += scale * (delta[i] - byBeta / places.length - normalized * byGamma / places.length);
            }
            if (!layer.locked()) {
                gradient[index(layer.gammaOffset(), channel)] += byGamma;
                gradient[index(layer.betaOffset(), channel)] += byBeta;
            }
            moveRunningStatistics(layer, channel, mean, variance, parameters, gradient);
        }
    }

    /**
     * Writes the change that Deeplearning4j subtracts from the running statistics, as if it were a gradient, for
     * {@code running' = decay · running + (1 − decay) · batch}: {@code (1 − decay) · (running − batch)}; and if log10
     * of the standard deviation is stored, {@code log10 √(running / running')}.
     */
    private static void moveRunningStatistics(
            BatchNormalization layer,
            int channel,
            double mean,
            double variance,
            double[] parameters,
            double[] gradient) {
        double rate = 1 - layer.decay();
        int meanIndex = index(layer.meanOffset(), channel);
        double running = runningVariance(layer, channel, parameters);
        double least = BatchNormalization.LEAST_VARIANCE;
        double before = Math.max(running, least);
        gradient[meanIndex] = rate * (parameters[meanIndex] - mean);
        gradient[index(layer.varianceOffset(), channel)] = layer.logDeviation()
                ? Math.log10(before / Math.max(layer.decay() * before + rate * variance, least)) / 2
                : rate * (running - variance);
    }

    /** Returns σ²; if its stored form is s, the logarithm of the root, this is {@code (10^s)²}. */
    private static double runningVariance(BatchNormalization layer, int channel, double[] parameters) {
        double stored = parameters[index(layer.varianceOffset(), channel)];
        return layer.logDeviation() ? Math.pow(10, 2 * stored) : stored;
    }

    private static double gamma(BatchNormalization layer, int channel, double[] parameters) {
        return layer.locked() ? layer.lockedGamma() : parameters[index(layer.gammaOffset(), channel)];
    }

    private static double mean(double[] input, int[] places) {
        return Arrays.stream(places).mapToDouble(i -> input[i]).sum() / places.length;
    }

    private static double variance(double[] input, int[] places) {
        double mean = mean(input, places);
        return Arrays.stream(places)
                        .mapToDouble(i -> (input[i] - mean) * (input[i] - mean))
                        .sum()
                / places.length;
    }

    /** Returns the indices of a channel's values in the whole batch. */
    private static int[] places(BatchNormalization layer, int channel, int length) {
        int plane = layer.output().height() * layer.output().width();
        return IntStream.range(0, length)
                .filter(i -> i / plane % layer.output().channels() == channel)
                .toArray();
    }

    private static int index(long offset, int channel) {
        return Math.toIntExact(offset + channel);
    }
}
