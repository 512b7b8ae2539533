package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.Shape;

/** Transposed convolution: the multiplications of a convolution from its output to its input, in reverse direction. */
final class NaiveDeconvolution {
    private NaiveDeconvolution() {}

    /** {@code Z[n][o][y·s + u·d − p][x·s + v·d − p] += W[i][o][u][v] · X[n][i][y][x]}; Z starts as {@code b[o]}. */
    static void forward(Deconvolution layer, int size, double[] input, double[] parameters, double[] output) {
        Taps.fillWithBias(layer.filter(), layer.output(), parameters, output);
        Taps.forEach(mirrored(layer), size, (weight, out, in) -> output[out] += parameters[weight] * input[in]);
    }

    /** {@code ∂L/∂W = Σ ∂L/∂Z · X}, {@code ∂L/∂X = Σ ∂L/∂Z · W}, {@code ∂L/∂b = Σ ∂L/∂Z}. */
    static void backward(
            Deconvolution layer,
            int size,
            double[] input,
            double[] delta,
            double[] parameters,
            double[] inputDelta,
            double[] gradient) {
        Taps.addBiasGradient(layer.filter(), layer.output(), delta, gradient);
        Taps.forEach(mirrored(layer), size, (weight, out, in) -> {
            gradient[weight] += delta[out] * input[in];
            inputDelta[in] += delta[out] * parameters[weight];
        });
    }

    /** Returns the convolution from the output to the input; for it, input channels are output channels. */
    private static Convolution mirrored(Deconvolution layer) {
        long[] strides = layer.filter().strides();
        Filter filter = new Filter(
                layer.filter().weightsOffset(),
                new long[] {strides[0], strides[2], strides[1], strides[3], strides[4]},
                Filter.NO_BIAS);
        Shape from = layer.output();
        Shape to = layer.input();
        return new Convolution(layer.name(), from, to, layer.window(), 1, filter);
    }
}
