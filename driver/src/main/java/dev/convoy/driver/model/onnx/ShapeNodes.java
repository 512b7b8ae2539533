package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Concatenation;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.LayerSpec.PadOrCrop;
import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.LayerSpec.Upsampling;
import dev.convoy.kernel.graph.Shape;
import java.util.List;
import onnx.Onnx.AttributeProto;

/** Writes layers without parameters, which move values or join them. */
final class ShapeNodes {
    private ShapeNodes() {}

    /** Writes an image as a vector, or a vector as an image. */
    static Value reshape(GraphWriter graph, Reshape layer, Value input) {
        boolean vector = layer.output().size() == layer.output().channels();
        return vector ? graph.vector(layer, input) : graph.reshape(layer.name(), input, layer.output());
    }

    /** Writes {@code Pad}; a negative width crops. */
    static Value padOrCrop(GraphWriter graph, PadOrCrop layer, Value input) {
        Shape in = layer.input();
        Shape out = layer.output();
        int bottom = out.height() - in.height() - layer.top();
        int right = out.width() - in.width() - layer.left();
        // Negative zero, because onnxruntime 1.20 merges padding by zeros into the pooling after it, where a maximum
        // and most averages leave it out, and where it must be smaller than the window.
        return graph.pad(layer, graph.image(layer, input), -0f, layer.top(), layer.left(), bottom, right);
    }

    static Value upsampling(GraphWriter graph, Upsampling layer, Value input) {
        String scales = graph.floats(layer, "scales", new float[] {1, 1, layer.rows(), layer.columns()}, 4);
        return graph.node(
                layer,
                "Resize",
                true,
                // The second input is a region, which this mode does not use.
                List.of(graph.image(layer, input).name(), "", scales),
                Attributes.of("mode", "nearest"),
                Attributes.of("coordinate_transformation_mode", "asymmetric"),
                Attributes.of("nearest_mode", "floor"));
    }

    static Value elementWise(GraphWriter graph, ElementWise layer, List<Value> inputs) {
        return switch (layer.operation()) {
            case ADD -> join(graph, layer, "Sum", inputs);
            case AVERAGE -> join(graph, layer, "Mean", inputs);
            case MAX -> join(graph, layer, "Max", inputs);
            case SUBTRACT -> join(graph, layer, "Sub", inputs);
            case PRODUCT -> {
                Value product = inputs.get(0);
                for (Value factor : inputs.subList(1, inputs.size())) {
                    product = join(graph, layer, "Mul", List.of(product, factor));
                }
                yield product;
            }
        };
    }

    static Value concatenation(GraphWriter graph, Concatenation layer, List<Value> inputs) {
        return join(graph, layer, "Concat", inputs, Attributes.of("axis", 1));
    }

    /** Joins operands, which must have the same number of dimensions. */
    private static Value join(
            GraphWriter graph, LayerSpec layer, String operator, List<Value> inputs, AttributeProto... attributes) {
        boolean image = inputs.stream().anyMatch(Value::image);
        List<String> operands = inputs.stream()
                .map(input -> image ? graph.image(layer, input) : input)
                .map(Value::name)
                .toList();
        return graph.node(layer, operator, image, operands, attributes);
    }
}
