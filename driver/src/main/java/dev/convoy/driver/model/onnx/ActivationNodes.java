package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import java.util.List;

/** Writes activation functions; {@link dev.convoy.kernel.graph.Activation.Kind} has each formula. */
final class ActivationNodes {
    private ActivationNodes() {}

    static Value write(GraphWriter graph, Activate layer, Value input) {
        double alpha = layer.activation().alpha();
        boolean image = input.image();
        List<String> x = List.of(input.name());
        return switch (layer.activation().kind()) {
            case RELU ->
                alpha == 0
                        ? graph.node(layer, "Relu", image, x)
                        : graph.node(layer, "LeakyRelu", image, x, Attributes.of("alpha", alpha));
            case CLIPPED_RELU ->
                graph.node(
                        layer,
                        "Clip",
                        image,
                        List.of(input.name(), scalar(graph, layer, "least", 0), scalar(graph, layer, "most", alpha)));
            case ELU -> graph.node(layer, "Elu", image, x, Attributes.of("alpha", alpha));
            case SWISH -> swish(graph, layer, input);
            case SIGMOID -> graph.node(layer, "Sigmoid", image, x);
            case TANH -> graph.node(layer, "Tanh", image, x);
            case HARD_SIGMOID ->
                graph.node(layer, "HardSigmoid", image, x, Attributes.of("alpha", 0.2), Attributes.of("beta", 0.5));
            case SOFTPLUS -> graph.node(layer, "Softplus", image, x);
            case MISH -> mish(graph, layer, input);
            case SOFTMAX -> graph.node(layer, "Softmax", image, x, Attributes.of("axis", 1));
        };
    }

    private static Value swish(GraphWriter graph, Activate layer, Value input) {
        double alpha = layer.activation().alpha();
        boolean image = input.image();
        String scaled = input.name();
        if (alpha != 1) {
            List<String> factors = List.of(scaled, scalar(graph, layer, "alpha", alpha));
            scaled = graph.node(layer, "Mul", image, factors).name();
        }
        String gate = graph.node(layer, "Sigmoid", image, List.of(scaled)).name();
        return graph.node(layer, "Mul", image, List.of(input.name(), gate));
    }

    /** Mish itself is an operator from opset 18 on. */
    private static Value mish(GraphWriter graph, Activate layer, Value input) {
        boolean image = input.image();
        String softplus =
                graph.node(layer, "Softplus", image, List.of(input.name())).name();
        String gate = graph.node(layer, "Tanh", image, List.of(softplus)).name();
        return graph.node(layer, "Mul", image, List.of(input.name(), gate));
    }

    private static String scalar(GraphWriter graph, LayerSpec layer, String what, double value) {
        return graph.floats(layer, what, new float[] {(float) value});
    }
}
