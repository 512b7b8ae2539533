package dev.convoy.driver.model.keras;

import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Translates Keras's activation functions, which are a setting of a layer or separate layers. */
final class Activations {
    private static final int RELU6 = 6;

    /** Default of the layer LeakyReLU in all versions. */
    private static final double LEAK = 0.3;

    private Activations() {}

    /** Reads a layer's {@code activation}: a name, or in Keras 3 also a layer. */
    static IActivation of(Settings settings) {
        JsonNode value = settings.get("activation");
        if (value.isObject()) {
            String kind = value.path("class_name").asText();
            return layer(kind, new Settings(value.path("config"), settings.place()));
        }
        String name = settings.text("activation", "linear");
        Activation activation =
                switch (name) {
                    case "linear" -> Activation.IDENTITY;
                    case "relu" -> Activation.RELU;
                    case "relu6" -> Activation.RELU6;
                    case "elu" -> Activation.ELU;
                    case "sigmoid" -> Activation.SIGMOID;
                    case "tanh" -> Activation.TANH;
                    case "softmax" -> Activation.SOFTMAX;
                    case "softplus" -> Activation.SOFTPLUS;
                    case "mish" -> Activation.MISH;
                    case "swish", "silu" -> Activation.SWISH;
                    default -> throw settings.place().unsupported("activation " + name);
                };
        return activation.getActivationFunction();
    }

    /** Whether {@link #layer} knows it. */
    static boolean isLayer(String kind) {
        return switch (kind) {
            case "Activation", "ReLU", "LeakyReLU", "ELU", "Softmax" -> true;
            default -> false;
        };
    }

    static IActivation layer(String kind, Settings settings) {
        return switch (kind) {
            case "Activation" -> of(settings);
            case "ReLU" -> relu(settings);
            // negative_slope in Keras 3, alpha in Keras 2.
            case "LeakyReLU" -> new ActivationLReLU(settings.number("negative_slope", settings.number("alpha", LEAK)));
            case "ELU" -> {
                // Deeplearning4j's backward pass assumes alpha 1.
                if (settings.number("alpha", 1) != 1) {
                    throw settings.place().unsupported("an ELU with alpha " + settings.get("alpha"));
                }
                yield new ActivationELU(1);
            }
            case "Softmax" -> {
                // For vectors, both axes are the same.
                int axis = settings.get("axis").asInt(-1);
                if (axis != -1 && axis != 1) {
                    throw settings.place().unsupported("softmax over axis " + settings.get("axis"));
                }
                yield new ActivationSoftmax();
            }
            default -> throw settings.place().unsupported("activation " + kind);
        };
    }

    private static IActivation relu(Settings settings) {
        if (settings.number("threshold", 0) != 0) {
            throw settings.place().unsupported("a ReLU with a threshold");
        }
        double most = settings.number("max_value", Double.POSITIVE_INFINITY);
        double slope = settings.number("negative_slope", 0);
        if (slope == 0 && most == RELU6) {
            return new ActivationReLU6();
        }
        if (most != Double.POSITIVE_INFINITY) {
            throw settings.place().unsupported("a ReLU up to " + most);
        }
        return slope == 0 ? new ActivationReLU() : new ActivationLReLU(slope);
    }
}
