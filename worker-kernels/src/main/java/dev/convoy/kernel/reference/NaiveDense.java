package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.Dense;

/** A fully connected layer. */
final class NaiveDense {
    private NaiveDense() {}

    /** {@code Z[n][o] = b[o] + Σ_i W[o][i] · X[n][i]}. */
    static void forward(Dense layer, int size, double[] input, double[] parameters, double[] output) {
        int inputs = Math.toIntExact(layer.input().size());
        int outputs = layer.output().channels();
        for (int n = 0; n < size; n++) {
            for (int o = 0; o < outputs; o++) {
                double sum = layer.hasBias() ? parameters[bias(layer, o)] : 0;
                for (int i = 0; i < inputs; i++) {
                    sum += parameters[weight(layer, o, i)] * input[n * inputs + i];
                }
                output[n * outputs + o] = sum;
            }
        }
    }

    /** {@code ∂L/∂W = Σ_n ∂L/∂Z · X}, {@code ∂L/∂X = Σ_o ∂L/∂Z · W}, {@code ∂L/∂b = Σ_n ∂L/∂Z}. */
    static void backward(
            Dense layer,
            int size,
            double[] input,
            double[] delta,
            double[] parameters,
            double[] inputDelta,
            double[] gradient) {
        int inputs = Math.toIntExact(layer.input().size());
        int outputs = layer.output().channels();
        for (int n = 0; n < size; n++) {
            for (int o = 0; o < outputs; o++) {
                double outer = delta[n * outputs + o];
                if (layer.hasBias()) {
                    gradient[bias(layer, o)] += outer;
                }
                for (int i = 0; i < inputs; i++) {
                    gradient[weight(layer, o, i)] += outer * input[n * inputs + i];
                    inputDelta[n * inputs + i] += outer * parameters[weight(layer, o, i)];
                }
            }
        }
    }

    private static int weight(Dense layer, int output, int input) {
        return Math.toIntExact(layer.weightsOffset() + output * layer.input().size() + input);
    }

    private static int bias(Dense layer, int output) {
        return Math.toIntExact(layer.biasOffset() + output);
    }
}
