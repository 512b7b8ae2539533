package dev.convoy.kernel.graph;

/**
 * An activation function.
 *
 * @param alpha the function's constant; see each kind
 */
public record Activation(Kind kind, double alpha) {
    public enum Kind {
        /** {@code x > 0 ? x : α·x}: ReLU with α = 0, leaky ReLU with another. */
        RELU,
        /** {@code min(max(x, 0), α)}: ReLU6 with α = 6. */
        CLIPPED_RELU,
        /** {@code x > 0 ? x : α·(exp(x) − 1)}. */
        ELU,
        /** {@code x · sigmoid(α·x)}: swish with α = 1, Deeplearning4j's GELU with α = 1.702. */
        SWISH,
        /** {@code 1 / (1 + exp(−x))}. */
        SIGMOID,
        TANH,
        /** {@code min(max(x / 5 + 1/2, 0), 1)}. */
        HARD_SIGMOID,
        /** {@code ln(1 + exp(x))}. */
        SOFTPLUS,
        /** {@code x · tanh(ln(1 + exp(x)))}. */
        MISH,
        /** {@code exp(x[k]) / Σ_j exp(x[j])} over the channels. */
        SOFTMAX
    }
}
