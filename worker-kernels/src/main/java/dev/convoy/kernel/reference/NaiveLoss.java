package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.Loss;
import dev.convoy.kernel.graph.Shape;

/** The losses of the network's last values z against labels y, summed over the batch. */
final class NaiveLoss {
    private NaiveLoss() {}

    /**
     * Returns L, summed over the examples.
     *
     * @param delta receives {@code ∂L/∂z}
     */
    static double lossAndGradient(Loss loss, double[] values, float[] labels, double[] delta) {
        double[] outputs = outputs(loss, values);
        int width = loss.classWeights().length;
        double sum = 0;
        for (int first = 0; first < values.length; first += width) {
            sum += switch (loss.kind()) {
                case SOFTMAX_CROSS_ENTROPY -> softmax(loss, outputs, labels, first, delta);
                case SIGMOID_CROSS_ENTROPY -> sigmoid(loss, values, outputs, labels, first, delta);
                case MEAN_SQUARED_ERROR -> squares(loss, values, labels, first, delta);
            };
        }
        return sum;
    }

    /** Returns the network's outputs: {@code softmax(z)}, {@code sigmoid(z)} or z. */
    static double[] outputs(Loss loss, double[] values) {
        double[] outputs = values.clone();
        switch (loss.kind()) {
            case SOFTMAX_CROSS_ENTROPY ->
                NaiveSoftmax.forward(new Shape(loss.classWeights().length, 1, 1), values, outputs);
            case SIGMOID_CROSS_ENTROPY -> {
                for (int i = 0; i < values.length; i++) {
                    outputs[i] = NaiveActivation.sigmoid(values[i]);
                }
            }
            case MEAN_SQUARED_ERROR -> {
                // The outputs are the values themselves.
            }
        }
        return outputs;
    }

    /** With {@code t = w · y}: {@code L = −Σ_k t[k] · ln p[k]} and {@code ∂L/∂z[k] = p[k] · Σ_j t[j] − t[k]}. */
    private static double softmax(Loss loss, double[] probabilities, float[] labels, int first, double[] delta) {
        float[] weights = loss.classWeights();
        double mass = 0;
        for (int k = 0; k < weights.length; k++) {
            mass += (double) weights[k] * labels[first + k];
        }
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            double target = (double) weights[k] * labels[first + k];
            delta[first + k] = probabilities[first + k] * mass - target;
            sum -= target == 0 ? 0 : target * Math.log(probabilities[first + k]);
        }
        return sum;
    }

    /**
     * {@code −ln sigmoid(z) = softplus(−z)} and {@code −ln(1 − sigmoid(z)) = softplus(z) = softplus(−z) + z}; so {@code
     * L = Σ_k w[k] · (softplus(z[k]) − y[k] · z[k])} and {@code ∂L/∂z[k] = w[k] · (p[k] − y[k])}.
     */
    private static double sigmoid(
            Loss loss, double[] values, double[] probabilities, float[] labels, int first, double[] delta) {
        double sum = 0;
        for (int k = 0; k < loss.classWeights().length; k++) {
            int i = first + k;
            double weight = loss.classWeights()[k];
            delta[i] = weight * (probabilities[i] - labels[i]);
            sum += weight * (NaiveActivation.softplus(values[i]) - labels[i] * values[i]);
        }
        return sum;
    }

    /** {@code L = Σ_k w[k] · (z[k] − y[k])² / K} and {@code ∂L/∂z[k] = 2 · w[k] · (z[k] − y[k]) / K}. */
    private static double squares(Loss loss, double[] values, float[] labels, int first, double[] delta) {
        float[] weights = loss.classWeights();
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            double error = values[first + k] - labels[first + k];
            delta[first + k] = 2 * weights[k] * error / weights.length;
            sum += weights[k] * error * error / weights.length;
        }
        return sum;
    }
}
