package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.Concatenation;
import java.util.List;

/** Joins several inputs along the channels. */
final class NaiveConcatenation {
    private NaiveConcatenation() {}

    /** {@code Y[n] = X_0[n], X_1[n], …} for each example n. */
    static void forward(Concatenation layer, int size, List<double[]> inputs, double[] output) {
        int to = 0;
        for (int n = 0; n < size; n++) {
            for (int k = 0; k < inputs.size(); k++) {
                int length = Math.toIntExact(layer.inputs().get(k).size());
                for (int i = 0; i < length; i++) {
                    output[to++] = inputs.get(k)[n * length + i];
                }
            }
        }
    }

    /** {@code ∂L/∂X_0[n], ∂L/∂X_1[n], … += ∂L/∂Y[n]}. */
    static void backward(Concatenation layer, int size, double[] delta, List<double[]> inputDeltas) {
        int from = 0;
        for (int n = 0; n < size; n++) {
            for (int k = 0; k < inputDeltas.size(); k++) {
                int length = Math.toIntExact(layer.inputs().get(k).size());
                for (int i = 0; i < length; i++) {
                    inputDeltas.get(k)[n * length + i] += delta[from++];
                }
            }
        }
    }
}
