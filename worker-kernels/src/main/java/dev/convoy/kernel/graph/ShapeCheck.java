package dev.convoy.kernel.graph;

import dev.convoy.base.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.util.GraphIndices;

/** Walks a configuration from the image to the output, and asks each layer for its output's shape. */
final class ShapeCheck {
    private final ModelConfiguration configuration;
    private final Shape input;
    /** Types of the values so far: 0 is the image, n + 1 the output of row n. */
    private final List<InputType> types = new ArrayList<>();

    private final List<LayerInfo> rows = new ArrayList<>();
    private long parameterOffset;

    /** @param configuration missing sizes and preprocessors are filled in */
    ShapeCheck(ModelConfiguration configuration, Shape input) {
        this.configuration = configuration;
        this.input = input;
        types.add(InputType.convolutional(input.height(), input.width(), input.channels()));
    }

    Model check() {
        if (configuration instanceof ModelConfiguration.Sequence sequence) {
            walk(sequence.value());
        } else if (configuration instanceof ModelConfiguration.Graph graph) {
            walk(graph.value());
        }
        Model model = new Model(configuration, input, List.copyOf(rows));
        ModelSize.requireStorable(model);
        return model;
    }

    private void walk(MultiLayerConfiguration sequence) {
        for (int i = 0; i < sequence.getConfs().size(); i++) {
            NeuralNetConfiguration conf = sequence.getConf(i);
            Layer layer = thawed(conf.getLayer());
            String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
            conf.getLayer().setLayerName(name);
            layer.setDataType(sequence.getDataType());
            InputPreProcessor preprocessor = layer(name, conf, sequence.getInputPreProcess(i), i);
            if (preprocessor != null) {
                sequence.getInputPreProcessors().put(i, preprocessor);
            }
        }
    }

    private void walk(ComputationGraphConfiguration graph) {
        if (graph.getNetworkInputs().size() != 1 || graph.getNetworkOutputs().size() != 1) {
            throw new InvalidInputException(
                    "a graph must have one input and one output",
                    graph.getNetworkInputs() + " and " + graph.getNetworkOutputs(),
                    "Convoy trains networks with one input and one output.");
        }
        GraphIndices order = new ModelConfiguration.Graph(graph).network().calculateIndices();
        Map<String, Integer> values = new HashMap<>();
        values.put(graph.getNetworkInputs().get(0), 0);
        for (int index : order.getTopologicalSortOrder()) {
            String name = order.getIdxToName().get(index);
            if (values.containsKey(name)) {
                continue;
            }
            List<Integer> inputs =
                    graph.getVertexInputs().get(name).stream().map(values::get).toList();
            GraphVertex vertex = graph.getVertices().get(name);
            if (vertex instanceof LayerVertex holder) {
                Layer layer = holder.getLayerConf().getLayer();
                layer.setLayerName(name);
                thawed(layer).setDataType(graph.getDataType());
                holder.setPreProcessor(layer(name, holder.getLayerConf(), holder.getPreProcessor(), inputs.get(0)));
            } else {
                vertex(name, vertex, inputs);
            }
            values.put(name, rows.size());
        }
        String output = graph.getNetworkOutputs().get(0);
        for (int i = 0; i < rows.size(); i++) {
            int value = i + 1;
            boolean isOutput = rows.get(i).name().equals(output);
            boolean read = rows.stream().anyMatch(row -> row.inputs().contains(value));
            if (isOutput == read) {
                throw new InvalidInputException(
                        "a graph must lead to its output " + output + ", and end there",
                        rows.get(i).name() + (isOutput ? " is read by others" : " leads nowhere"),
                        "Remove what the output does not need.");
            }
        }
    }

    /** Returns the layer's preprocessor: the one given, or the one it needs. */
    private InputPreProcessor layer(String name, NeuralNetConfiguration conf, InputPreProcessor given, int from) {
        Layer layer = thawed(conf.getLayer());
        InputType before = types.get(from);
        InputPreProcessor preprocessor;
        InputType type;
        try {
            preprocessor = given != null ? given : layer.getPreProcessorForInputType(before);
            type = preprocessor == null ? before : preprocessor.getOutputType(before);
        } catch (RuntimeException e) {
            throw misfit(name, given == null ? "another kind of input" : given.toString(), before, e);
        }
        checkInputSize(layer, name, type, before);
        // A loss layer does not know its output size.
        InputType output =
                layer instanceof LossLayer ? type : outputOf(name, type, () -> layer.getOutputType(rows.size(), type));
        // Without names, Deeplearning4j's JSON loses some settings, such as batch normalization's useLogStd.
        layer.initializer().paramKeys(layer).forEach(conf::addVariable);
        long parameters = conf.getLayer().initializer().numParams(conf);
        boolean frozen = conf.getLayer() instanceof FrozenLayer;
        LayerInfo.Source source = new LayerInfo.Source(List.of(from), List.of(Shape.of(type)), preprocessor);
        append(name, layer, source, output, parameters, frozen);
        return preprocessor;
    }

    private static Layer thawed(Layer layer) {
        return layer instanceof FrozenLayer frozen ? frozen.getLayer() : layer;
    }

    private void vertex(String name, GraphVertex given, List<Integer> inputs) {
        boolean frozen = given instanceof FrozenVertex;
        GraphVertex vertex = frozen ? ((FrozenVertex) given).getUnderlying() : given;
        InputType[] read = inputs.stream().map(types::get).toArray(InputType[]::new);
        List<Shape> shapes = Stream.of(read).map(Shape::of).toList();
        InputType output;
        try {
            output = vertex.getOutputType(rows.size(), read);
            requireCountable(name, output);
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidInputException(
                    "vertex " + name + " takes inputs that it can join",
                    shapes,
                    "Change the layers before it so that their shapes meet.",
                    e);
        }
        append(name, vertex, new LayerInfo.Source(inputs, shapes, null), output, vertex.numParams(true), frozen);
    }

    private void append(
            String name,
            Object definition,
            LayerInfo.Source source,
            InputType output,
            long parameters,
            boolean frozen) {
        LayerInfo.ParameterRange range = new LayerInfo.ParameterRange(parameterOffset, parameters);
        rows.add(new LayerInfo(name, definition, source, Shape.of(output), range, frozen));
        types.add(output);
        parameterOffset += parameters;
    }

    private static void checkInputSize(Layer layer, String name, InputType type, InputType before) {
        if (!(layer instanceof FeedForwardLayer sized)) {
            return;
        }
        if (sized.getNIn() <= 0) {
            sized.setNIn(type, true);
            return;
        }
        long declared = sized.getNIn();
        sized.setNIn(type, true);
        if (sized.getNIn() != declared) {
            String unit = type instanceof InputType.InputTypeConvolutional ? " channels" : " values";
            throw misfit(name, declared + unit, before, null);
        }
    }

    /** Deeplearning4j's method that gives the output type for an input type. */
    private interface OutputType {
        InputType of();
    }

    private static InputType outputOf(String name, InputType type, OutputType layer) {
        String expected = "an input that its kernel, stride and padding fit into";
        try {
            InputType output = layer.of();
            requireCountable(name, output);
            Shape shape = Shape.of(output);
            // Deeplearning4j accepts a kernel that is larger than its image.
            if (shape.channels() < 1 || shape.height() < 1 || shape.width() < 1) {
                throw misfit(name, expected, type, null);
            }
            return output;
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw misfit(name, expected, type, e);
        }
    }

    /** Requires fewer than 2³¹ values: Deeplearning4j counts in 64 bits, and everything else in 32. */
    private static void requireCountable(String name, InputType output) {
        double values = output instanceof InputType.InputTypeConvolutional image
                ? (double) image.getChannels() * image.getHeight() * image.getWidth()
                : output.arrayElementsPerExample();
        if (values > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    String.format(
                            Locale.ROOT, "a layer must have at most %,d outputs for an example", Integer.MAX_VALUE),
                    String.format(Locale.ROOT, "%,.0f in layer %s", values, name),
                    "Use smaller images or a smaller layer.");
        }
    }

    private static InvalidInputException misfit(String name, String expected, InputType type, Throwable cause) {
        Shape shape = Shape.of(type);
        boolean image = type instanceof InputType.InputTypeConvolutional;
        return new InvalidInputException(
                "layer " + name + " takes " + expected,
                image ? shape.channels() + "×" + shape.height() + "×" + shape.width() : shape,
                "Change the layer or the one before it so that the shapes meet.",
                cause);
    }
}
