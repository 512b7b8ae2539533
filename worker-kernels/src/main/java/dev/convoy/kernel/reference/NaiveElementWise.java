package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import java.util.List;

/** Several inputs of one shape combined value by value. */
final class NaiveElementWise {
    private NaiveElementWise() {}

    /** {@code Y = Σ X_k}, {@code X_0 − X_1}, {@code Π X_k}, {@code Σ X_k / K} or {@code max X_k}. */
    static void forward(ElementWise layer, List<double[]> inputs, double[] output) {
        for (int i = 0; i < output.length; i++) {
            double result = inputs.get(0)[i];
            for (double[] input : inputs.subList(1, inputs.size())) {
                result = switch (layer.operation()) {
                    case ADD, AVERAGE -> result + input[i];
                    case SUBTRACT -> result - input[i];
                    case PRODUCT -> result * input[i];
                    case MAX -> Math.max(result, input[i]);
                };
            }
            output[i] = layer.operation() == ElementWise.Operation.AVERAGE ? result / inputs.size() : result;
        }
    }

    /** {@code ∂L/∂X_k += ∂L/∂Y · ∂Y/∂X_k}. */
    static void backward(ElementWise layer, List<double[]> inputs, double[] delta, List<double[]> inputDeltas) {
        for (int k = 0; k < inputs.size(); k++) {
            for (int i = 0; i < delta.length; i++) {
                inputDeltas.get(k)[i] += delta[i] * derivative(layer, inputs, k, i);
            }
        }
    }

    /**
     * {@code ∂Y/∂X_k}: 1; 1 or −1; the product of the other inputs; 1 / K; and for max, 1 for the first of the greatest
     * inputs and 0 for the others.
     */
    private static double derivative(ElementWise layer, List<double[]> inputs, int k, int i) {
        return switch (layer.operation()) {
            case ADD -> 1;
            case SUBTRACT -> k == 0 ? 1 : -1;
            case PRODUCT -> productOfOthers(inputs, k, i);
            case AVERAGE -> 1.0 / inputs.size();
            case MAX -> greatest(inputs, i) == k ? 1 : 0;
        };
    }

    private static double productOfOthers(List<double[]> inputs, int k, int i) {
        double product = 1;
        for (int other = 0; other < inputs.size(); other++) {
            product *= other == k ? 1 : inputs.get(other)[i];
        }
        return product;
    }

    private static int greatest(List<double[]> inputs, int i) {
        int best = 0;
        for (int k = 1; k < inputs.size(); k++) {
            best = inputs.get(k)[i] > inputs.get(best)[i] ? k : best;
        }
        return best;
    }
}
