package dev.convoy.driver.model.onnx;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.UnsafeByteOperations;

/** Collects nodes and constants, each named {@code layer/what}; repeated names get a number from the second on. */
final class GraphWriter {
    private final GraphProto.Builder graph;
    private final float[] parameters;
    private final Map<String, Integer> uses = new HashMap<>();

    /** @param parameters Deeplearning4j's flattened vector */
    GraphWriter(GraphProto.Builder graph, float[] parameters) {
        this.graph = graph;
        this.parameters = parameters;
    }

    float parameter(long index) {
        return parameters[Math.toIntExact(index)];
    }

    float[] parameters(long from, long count) {
        return Arrays.copyOfRange(parameters, Math.toIntExact(from), Math.toIntExact(from + count));
    }

    /** Adds a node that computes the layer's output or an intermediate step. */
    Value node(LayerSpec layer, String operator, boolean image, List<String> inputs, List<AttributeProto> attributes) {
        return node(layer.name(), operator, new Value("", layer.output(), image), inputs, attributes);
    }

    Value node(LayerSpec layer, String operator, boolean image, List<String> inputs, AttributeProto... attributes) {
        return node(layer, operator, image, inputs, List.of(attributes));
    }

    /** Returns the same values as {@code batch × channels × height × width}. */
    Value image(LayerSpec layer, Value value) {
        return value.image() ? value : reshape(layer.name(), value, value.shape());
    }

    /** Returns the same values as an image of another shape. */
    Value reshape(String layer, Value value, Shape shape) {
        String target = integers(layer, "shape", -1, shape.channels(), shape.height(), shape.width());
        return node(layer, "Reshape", new Value("", shape, true), List.of(value.name(), target), List.of());
    }

    /** Returns the same values as {@code batch × values}. */
    Value vector(LayerSpec layer, Value value) {
        if (!value.image()) {
            return value;
        }
        Shape flat = new Shape(Math.toIntExact(value.shape().size()), 1, 1);
        Value form = new Value("", flat, false);
        return node(layer.name(), "Flatten", form, List.of(value.name()), List.of(Attributes.of("axis", 1)));
    }

    /** Adds {@code Pad} around images; a negative width crops. */
    Value pad(LayerSpec layer, Value image, float value, int top, int left, int bottom, int right) {
        String pads = integers(layer.name(), "pads", 0, 0, top, left, 0, 0, bottom, right);
        return node(layer, "Pad", true, List.of(image.name(), pads, floats(layer, "border", new float[] {value})));
    }

    /** Adds a constant in float32, row-major. */
    String floats(LayerSpec layer, String what, float[] values, long... shape) {
        ByteString bytes = UnsafeByteOperations.unsafeWrap(FlatVector.of(values).bytes());
        return constant(layer.name(), what, TensorProto.DataType.FLOAT, bytes, shape);
    }

    /** Adds a constant vector in int64. */
    String integers(String layer, String what, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(layer, what, TensorProto.DataType.INT64, ByteString.copyFrom(bytes), values.length);
    }

    private String constant(String layer, String what, TensorProto.DataType type, ByteString bytes, long... shape) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(unique(layer + "/" + what))
                .setDataType(type.getNumber())
                .setRawData(bytes);
        for (long size : shape) {
            tensor.addDims(size);
        }
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    /** @param form form of the result; its name is not used */
    private Value node(
            String layer, String operator, Value form, List<String> inputs, List<AttributeProto> attributes) {
        String name = unique(layer + "/" + operator);
        graph.addNode(NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(attributes));
        return new Value(name, form.shape(), form.image());
    }

    private String unique(String name) {
        int use = uses.merge(name, 1, Integer::sum);
        return use == 1 ? name : name + "_" + use;
    }
}
