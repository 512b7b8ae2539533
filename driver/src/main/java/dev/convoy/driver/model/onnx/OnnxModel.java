package dev.convoy.driver.model.onnx;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Loss;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** Writes a trained model as ONNX, for inference. */
public final class OnnxModel {
    /** Name of the input: images as {@code batch × channels × height × width} in float32, normalized. */
    public static final String INPUT = "image";

    /** Name of the output: the output layer's activations as {@code batch × outputs} in float32. */
    public static final String OUTPUT = "probabilities";

    private static final int OPSET = 13;
    /** The version of the format that introduced these operators. */
    private static final int IR_VERSION = 7;
    /** The format holds 2 GiB, and everything except the parameters is small. */
    private static final long MAX_PARAMETERS = (1L << 29) - (1L << 22);

    private OnnxModel() {}

    /**
     * Translates a model.
     *
     * @param parameters the flattened vector; always float32 in the result
     * @param normalization normalization of the images in training, kept in the model's metadata {@code pixel-mean} and
     *     {@code pixel-deviation}
     * @throws InvalidInputException naming the first layer that cannot be expressed, or if the model is too large for
     *     the format
     */
    public static ModelProto of(Model model, FlatVector parameters, Normalization normalization) {
        if (parameters.length() > MAX_PARAMETERS) {
            throw new InvalidInputException(
                    String.format(Locale.ROOT, "an ONNX file holds at most %,d parameters", MAX_PARAMETERS),
                    String.format(Locale.ROOT, "%,d", parameters.length()),
                    "Take a smaller model.");
        }
        Network network = compile(model);
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("Convoy")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setDocString("Input: (pixel - pixel-mean) / pixel-deviation of the metadata, channel by channel, for"
                        + " pixels from 0 to 255.")
                .addMetadataProps(entry("pixel-mean", normalization.mean()))
                .addMetadataProps(entry("pixel-deviation", normalization.deviation()))
                .setGraph(graph(network, parameters.toFloats()))
                .build();
    }

    /**
     * Adds what somebody needs to know who has only the file.
     *
     * @param classes names of the outputs as a JSON list, kept in the model's metadata {@code classes}
     * @param resize length of an image's shorter side before its middle is cut out, kept in {@code resize}
     */
    public static ModelProto described(ModelProto model, String classes, int resize) {
        return model.toBuilder()
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey("classes").setValue(classes))
                .addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey("resize").setValue(Integer.toString(resize)))
                .build();
    }

    private static Network compile(Model model) {
        try {
            return NetworkCompiler.compile(model);
        } catch (UnsupportedLayerException e) {
            throw new InvalidInputException(
                    "a model must have only layers that Convoy's own kernels compute to be written as ONNX",
                    e.getMessage(),
                    "Change the layer, or open the run's model.zip in Deeplearning4j.",
                    e);
        }
    }

    private static GraphProto graph(Network network, float[] parameters) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("convoy")
                .addInput(value(
                        INPUT,
                        network.input().channels(),
                        network.input().height(),
                        network.input().width()))
                .addOutput(value(OUTPUT, network.outputs()));
        GraphWriter writer = new GraphWriter(graph, parameters);
        List<Value> values = new ArrayList<>(List.of(new Value(INPUT, network.input(), true)));
        for (Node node : network.nodes()) {
            List<Value> inputs = node.inputs().stream().map(values::get).toList();
            values.add(node.layer().accept(new LayerNodes(writer, inputs)));
        }
        Node last = network.nodes().get(network.nodes().size() - 1);
        Value raw = writer.vector(last.layer(), values.get(values.size() - 1));
        graph.addNode(activation(network.loss()).addInput(raw.name()).addOutput(OUTPUT));
        return graph.build();
    }

    /** Returns the output layer's activation, which is part of the loss in Convoy. */
    private static NodeProto.Builder activation(Loss loss) {
        NodeProto.Builder node = NodeProto.newBuilder().setName(OUTPUT);
        return switch (loss.kind()) {
            case SOFTMAX_CROSS_ENTROPY -> node.setOpType("Softmax").addAttribute(Attributes.of("axis", 1));
            case SIGMOID_CROSS_ENTROPY -> node.setOpType("Sigmoid");
            case MEAN_SQUARED_ERROR -> node.setOpType("Identity");
        };
    }

    /** @param example shape of one example; the number of examples is left open */
    private static ValueInfoProto value(String name, int... example) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam("batch"));
        Arrays.stream(example)
                .forEach(size -> shape.addDim(Dimension.newBuilder().setDimValue(size)));
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static StringStringEntryProto entry(String key, double[] values) {
        String list = Arrays.toString(values);
        return StringStringEntryProto.newBuilder()
                .setKey(key)
                .setValue(list.substring(1, list.length() - 1))
                .build();
    }
}
