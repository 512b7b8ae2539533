package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.Convolution;

/** Convolution as cross-correlation, which is what the field calls convolution. */
final class NaiveConvolution {
    private NaiveConvolution() {}

    /**
     * {@code Z[n][o][y][x] = b[o] + Σ_{i,u,v} W[o][i][u][v] · X[n][i][y·s + u·d − p][x·s + v·d − p]}, where X is 0
     * outside the image, and i goes over the channels of o's group.
     */
    static void forward(Convolution layer, int size, double[] input, double[] parameters, double[] output) {
        Taps.fillWithBias(layer.filter(), layer.output(), parameters, output);
        Taps.forEach(layer, size, (weight, in, out) -> output[out] += parameters[weight] * input[in]);
    }

    /**
     * The chain rule as products, summed over every use of a value: {@code ∂L/∂W = Σ ∂L/∂Z · ∂Z/∂W = Σ ∂L/∂Z · X},
     * {@code ∂L/∂X = Σ ∂L/∂Z · W}, {@code ∂L/∂b = Σ ∂L/∂Z}.
     */
    static void backward(
            Convolution layer,
            int size,
            double[] input,
            double[] delta,
            double[] parameters,
            double[] inputDelta,
            double[] gradient) {
        Taps.addBiasGradient(layer.filter(), layer.output(), delta, gradient);
        Taps.forEach(layer, size, (weight, in, out) -> {
            gradient[weight] += delta[out] * input[in];
            inputDelta[in] += delta[out] * parameters[weight];
        });
    }
}
