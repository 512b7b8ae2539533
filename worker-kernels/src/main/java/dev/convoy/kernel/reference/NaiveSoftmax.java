package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.Shape;

/** Softmax over the channels, for each example and position. */
final class NaiveSoftmax {
    private NaiveSoftmax() {}

    /** {@code Y[k] = exp(X[k]) / Σ_j exp(X[j])}; the greatest X is subtracted from all so that exp cannot overflow. */
    static void forward(Shape shape, double[] input, double[] output) {
        int plane = shape.height() * shape.width();
        for (int first = 0; first < input.length; first = next(shape, first)) {
            int end = first + shape.channels() * plane;
            double greatest = Double.NEGATIVE_INFINITY;
            for (int i = first; i < end; i += plane) {
                greatest = Math.max(greatest, input[i]);
            }
            double sum = 0;
            for (int i = first; i < end; i += plane) {
                sum += Math.exp(input[i] - greatest);
            }
            for (int i = first; i < end; i += plane) {
                output[i] = Math.exp(input[i] - greatest) / sum;
            }
        }
    }

    /** {@code ∂L/∂X[k] = Y[k] · (∂L/∂Y[k] − Σ_j ∂L/∂Y[j] · Y[j])}. */
    static void backward(Shape shape, double[] input, double[] delta, double[] inputDelta) {
        double[] output = new double[input.length];
        forward(shape, input, output);
        int plane = shape.height() * shape.width();
        for (int first = 0; first < input.length; first = next(shape, first)) {
            int end = first + shape.channels() * plane;
            double sum = 0;
            for (int i = first; i < end; i += plane) {
                sum += delta[i] * output[i];
            }
            for (int i = first; i < end; i += plane) {
                inputDelta[i] += output[i] * (delta[i] - sum);
            }
        }
    }

    /** Returns the next position in the first channel; after the last position, that of the next example. */
    private static int next(Shape shape, int first) {
        int plane = shape.height() * shape.width();
        boolean more = (first + 1) % plane != 0;
        return more ? first + 1 : first + 1 + (shape.channels() - 1) * plane;
    }
}
