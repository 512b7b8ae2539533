package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.LocalResponseNormalization;
import dev.convoy.kernel.graph.Shape;

/** Local response normalization over neighbouring channels. */
final class NaiveLocalResponseNormalization {
    private NaiveLocalResponseNormalization() {}

    /** {@code Y[c] = X[c] / S[c]^β} with {@code S[c] = k + α · Σ_j X[j]²} over the channels j within reach of c. */
    static void forward(LocalResponseNormalization layer, double[] input, double[] output) {
        for (int i = 0; i < output.length; i++) {
            output[i] = input[i] / Math.pow(scale(layer, input, i), layer.beta());
        }
    }

    /**
     * Because X[c] is in the S of every channel j within reach: {@code ∂L/∂X[c] = ∂L/∂Y[c] / S[c]^β − 2αβ · X[c] · Σ_j
     * ∂L/∂Y[j] · X[j] / S[j]^(β + 1)}.
     */
    static void backward(LocalResponseNormalization layer, double[] input, double[] delta, double[] inputDelta) {
        int plane = layer.output().height() * layer.output().width();
        for (int i = 0; i < delta.length; i++) {
            double sum = 0;
            for (int j = first(layer, i); j <= last(layer, i); j += plane) {
                sum += delta[j] * input[j] / Math.pow(scale(layer, input, j), layer.beta() + 1);
            }
            inputDelta[i] += delta[i] / Math.pow(scale(layer, input, i), layer.beta())
                    - 2 * layer.alpha() * layer.beta() * input[i] * sum;
        }
    }

    private static double scale(LocalResponseNormalization layer, double[] input, int index) {
        int plane = layer.output().height() * layer.output().width();
        double sum = 0;
        for (int j = first(layer, index); j <= last(layer, index); j += plane) {
            sum += input[j] * input[j];
        }
        return layer.k() + layer.alpha() * sum;
    }

    /** Returns the index of the same position in the lowest channel within reach. */
    private static int first(LocalResponseNormalization layer, int index) {
        Shape shape = layer.output();
        int plane = shape.height() * shape.width();
        int channel = index / plane % shape.channels();
        return index - Math.min(layer.reach(), channel) * plane;
    }

    /** Returns the index of the same position in the highest channel within reach. */
    private static int last(LocalResponseNormalization layer, int index) {
        Shape shape = layer.output();
        int plane = shape.height() * shape.width();
        int channel = index / plane % shape.channels();
        return index + Math.min(layer.reach(), shape.channels() - 1 - channel) * plane;
    }
}
