package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.DropoutMask;
import dev.convoy.kernel.graph.LayerSpec.Dropout;

/** Inverted dropout in training. */
final class NaiveDropout {
    private NaiveDropout() {}

    /** {@code Y[i] = M[i] · X[i]}, where M is 0 or {@code 1 / keep}; {@code Y = X} if not training. */
    static void forward(Dropout layer, long seed, boolean training, double[] input, double[] output) {
        DropoutMask mask = new DropoutMask(seed, layer.number(), layer.keep());
        for (int i = 0; i < output.length; i++) {
            output[i] = training ? mask.factor(i) * input[i] : input[i];
        }
    }

    /** {@code ∂L/∂X[i] = M[i] · ∂L/∂Y[i]}. */
    static void backward(Dropout layer, long seed, double[] delta, double[] inputDelta) {
        DropoutMask mask = new DropoutMask(seed, layer.number(), layer.keep());
        for (int i = 0; i < delta.length; i++) {
            inputDelta[i] += mask.factor(i) * delta[i];
        }
    }
}
