package dev.convoy.driver.model.keras;

import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.learning.config.IUpdater;

/** Collects Deeplearning4j's layers, with what is known about their outputs. */
final class Assembly {
    /** A layer or vertex. */
    private record Part(String name, Object definition, InputPreProcessor preprocessor, List<String> inputs) {}

    private final List<Part> parts = new ArrayList<>();
    private final Map<String, InputType> types = new HashMap<>();
    private final Map<String, int[]> orders = new HashMap<>();
    private final Map<String, int[]> inputOrders = new HashMap<>();
    private final String input;

    Assembly(String input, Shape images) {
        this.input = input;
        types.put(input, InputType.convolutional(images.height(), images.width(), images.channels()));
    }

    InputType type(String name) {
        return types.get(name);
    }

    /** Returns channels, height and width of an output; a vector has height and width 1. */
    Shape shape(String name) {
        InputType type = types.get(name);
        if (type instanceof InputType.InputTypeConvolutional image) {
            return new Shape(
                    Math.toIntExact(image.getChannels()),
                    Math.toIntExact(image.getHeight()),
                    Math.toIntExact(image.getWidth()));
        }
        return new Shape(Math.toIntExact(type.arrayElementsPerExample()), 1, 1);
    }

    boolean isImage(String name) {
        return types.get(name) instanceof InputType.InputTypeConvolutional;
    }

    /** Returns the index of each of a vector's values in Keras's vector; null if the order is the same. */
    int[] order(String name) {
        return orders.get(name);
    }

    void order(String name, int[] order) {
        orders.put(name, order);
    }

    /** Returns the order of a layer's input. */
    int[] inputOrder(String name) {
        return inputOrders.get(name);
    }

    void add(String name, Layer layer, InputPreProcessor preprocessor, String from) {
        InputType before = types.get(from);
        InputType read = preprocessor == null ? before : preprocessor.getOutputType(before);
        // Depthwise convolutions derive their number of outputs from it.
        layer.setNIn(read, true);
        parts.add(new Part(name, layer, preprocessor, List.of(from)));
        types.put(name, layer.getOutputType(parts.size(), read));
        inputOrders.put(name, orders.get(from));
    }

    void add(String name, GraphVertex vertex, List<String> from) {
        parts.add(new Part(name, vertex, null, from));
        types.put(
                name,
                vertex.getOutputType(parts.size(), from.stream().map(types::get).toArray(InputType[]::new)));
    }

    /** Returns a sequence of layers if the model is one, otherwise a graph. */
    ModelConfiguration configuration(IUpdater updater) {
        NeuralNetConfiguration.Builder network = new NeuralNetConfiguration.Builder().updater(updater);
        return isRow() ? new ModelConfiguration.Sequence(row(network)) : new ModelConfiguration.Graph(graph(network));
    }

    private boolean isRow() {
        String before = input;
        for (Part part : parts) {
            if (!(part.definition() instanceof Layer) || !part.inputs().equals(List.of(before))) {
                return false;
            }
            before = part.name();
        }
        return true;
    }

    private MultiLayerConfiguration row(NeuralNetConfiguration.Builder network) {
        NeuralNetConfiguration.ListBuilder list = network.list();
        for (int i = 0; i < parts.size(); i++) {
            list.layer(i, (Layer) parts.get(i).definition());
            if (parts.get(i).preprocessor() != null) {
                list.inputPreProcessor(i, parts.get(i).preprocessor());
            }
        }
        return list.build();
    }

    private ComputationGraphConfiguration graph(NeuralNetConfiguration.Builder network) {
        ComputationGraphConfiguration.GraphBuilder graph = network.graphBuilder()
                .addInputs(input)
                .setOutputs(parts.get(parts.size() - 1).name());
        for (Part part : parts) {
            String[] inputs = part.inputs().toArray(String[]::new);
            if (part.definition() instanceof Layer layer) {
                graph.addLayer(part.name(), layer, part.preprocessor(), inputs);
            } else {
                graph.addVertex(part.name(), (GraphVertex) part.definition(), inputs);
            }
        }
        return graph.build();
    }
}
