package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec.Activate;

/** The activation functions; see {@link Activation.Kind} for each formula. */
final class NaiveActivation {
    private NaiveActivation() {}

    /** Computes {@code Y = f(X)}, value by value except for softmax. */
    static void forward(Activate layer, double[] input, double[] output) {
        if (layer.activation().kind() == Activation.Kind.SOFTMAX) {
            NaiveSoftmax.forward(layer.output(), input, output);
            return;
        }
        for (int i = 0; i < output.length; i++) {
            output[i] = function(layer.activation(), input[i]);
        }
    }

    /** Computes {@code ∂L/∂X = ∂L/∂Y · f'(X)}, value by value except for softmax. */
    static void backward(Activate layer, double[] input, double[] delta, double[] inputDelta) {
        if (layer.activation().kind() == Activation.Kind.SOFTMAX) {
            NaiveSoftmax.backward(layer.output(), input, delta, inputDelta);
            return;
        }
        for (int i = 0; i < delta.length; i++) {
            inputDelta[i] += delta[i] * derivative(layer.activation(), input[i]);
        }
    }

    /** {@code f(x)}. */
    private static double function(Activation activation, double x) {
        double alpha = activation.alpha();
        return switch (activation.kind()) {
            case RELU -> x > 0 ? x : alpha * x;
            case CLIPPED_RELU -> Math.min(Math.max(x, 0), alpha);
            case ELU -> x > 0 ? x : alpha * Math.expm1(x);
            case SWISH -> x * sigmoid(alpha * x);
            case SIGMOID -> sigmoid(x);
            case TANH -> Math.tanh(x);
            case HARD_SIGMOID -> Math.min(Math.max(x / 5 + 0.5, 0), 1);
            case SOFTPLUS -> softplus(x);
            case MISH -> x * Math.tanh(softplus(x));
            case SOFTMAX -> throw new IllegalArgumentException("softmax is not a function of one value");
        };
    }

    /** {@code f'(x)}; at a kink, the derivative from the left. */
    private static double derivative(Activation activation, double x) {
        double alpha = activation.alpha();
        return switch (activation.kind()) {
            case RELU -> x > 0 ? 1 : alpha;
            case CLIPPED_RELU -> x > 0 && x <= alpha ? 1 : 0;
            case ELU -> x > 0 ? 1 : alpha * Math.exp(x);
            case SWISH -> sigmoid(alpha * x) * (1 + alpha * x * sigmoid(-alpha * x));
            case SIGMOID -> sigmoid(x) * sigmoid(-x);
            case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
            case HARD_SIGMOID -> x > -2.5 && x <= 2.5 ? 0.2 : 0;
            case SOFTPLUS -> sigmoid(x);
            case MISH -> {
                double gate = Math.tanh(softplus(x));
                yield gate + x * sigmoid(x) * (1 - gate * gate);
            }
            case SOFTMAX -> throw new IllegalArgumentException("softmax is not a function of one value");
        };
    }

    /** {@code 1 / (1 + exp(−x))}; if exp overflows, the result is 0, which is right. */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** {@code ln(1 + exp(x)) = max(x, 0) + ln(1 + exp(−|x|))}, which cannot overflow. */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
