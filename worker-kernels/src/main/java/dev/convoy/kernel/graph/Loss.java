package dev.convoy.kernel.graph;

/**
 * The loss of one example, computed from the network's last values z and the labels y.
 *
 * @param classWeights the weights w, one for each output; all 1 if the configuration has none
 */
public record Loss(Kind kind, float[] classWeights) {
    public enum Kind {
        /** {@code p = softmax(z)}, {@code L = −Σ_k w[k] · y[k] · ln p[k]}; the network's outputs are p. */
        SOFTMAX_CROSS_ENTROPY,
        /**
         * {@code p = sigmoid(z)}, {@code L = −Σ_k w[k] · (y[k] · ln p[k] + (1 − y[k]) · ln(1 − p[k]))}; the network's
         * outputs are p.
         */
        SIGMOID_CROSS_ENTROPY,
        /** {@code L = Σ_k w[k] · (z[k] − y[k])² / K}; the network's outputs are z. */
        MEAN_SQUARED_ERROR
    }
}
