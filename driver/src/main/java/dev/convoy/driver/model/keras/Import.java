package dev.convoy.driver.model.keras;

import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.shade.jackson.databind.JsonNode;

/** Translates a Keras model, layer by layer from its image to its output. */
final class Import {
    private final LayerGraph graph;
    private final ImageOrder order;
    private final Translation translation;
    private final OrderBudget orders;
    private final Assembly assembly;
    /** For each layer that is left out, the name of the output that replaces its own. */
    private final Map<String, String> passed = new HashMap<>();

    private final List<KerasLayer> scalings = new ArrayList<>();

    /** @param images shape of the training images */
    Import(LayerGraph graph, Shape images, Translation translation, OrderBudget orders) {
        this.graph = graph;
        this.orders = orders;
        this.order = ImageOrder.of(graph);
        this.translation = translation;
        KerasLayer input = graph.layers().get(0);
        order.checkInput(input, images, graph);
        this.assembly = new Assembly(input.name(), images);
    }

    /** @param losses chooses a loss by the output's activation */
    Assembly assemble(Function<IActivation, KerasLoss> losses) {
        int inner = graph.layers().size() - 1;
        while (inner > 0 && graph.layers().get(inner).isFrame()) {
            inner--;
        }
        graph.layers().subList(0, inner).forEach(this::inner);
        KerasLayer last = graph.layers().get(inner);
        if (last.kind().equals("Dense")) {
            output(last, (DenseLayer) translation.layer(last), losses);
        } else if (Activations.isLayer(last.kind())) {
            IActivation own = ((ActivationLayer) translation.layer(last)).getActivationFn();
            loss(last, last.name(), single(last), own, losses);
        } else {
            inner(last);
            IActivation none = Activation.IDENTITY.getActivationFunction();
            loss(last, last.name() + "_loss", last.name(), none, losses);
        }
        return assembly;
    }

    /** Returns the layers that scale the images before the network, in order. */
    List<KerasLayer> scalings() {
        return scalings;
    }

    /** Adds the last Dense layer together with the loss. */
    private void output(KerasLayer layer, DenseLayer dense, Function<IActivation, KerasLoss> losses) {
        KerasLoss loss = losses.apply(dense.getActivationFn());
        OutputLayer output = new OutputLayer.Builder(loss.function())
                .name(layer.name())
                .nOut(dense.getNOut())
                .hasBias(dense.hasBias())
                .activation(loss.output(dense.getActivationFn(), layer.place()))
                .build();
        output.setRegularization(dense.getRegularization());
        output.setRegularizationBias(dense.getRegularizationBias());
        add(layer, output);
    }

    private void loss(
            KerasLayer layer,
            String name,
            String from,
            IActivation activation,
            Function<IActivation, KerasLoss> losses) {
        if (assembly.isImage(from)) {
            throw layer.place().unsupported("an output that is an image");
        }
        if (assembly.order(from) != null) {
            throw layer.place().unsupported("classes that are the values of a flattened image");
        }
        KerasLoss loss = losses.apply(activation);
        LossLayer made = new LossLayer.Builder(loss.function())
                .name(name)
                .activation(loss.output(activation, layer.place()))
                .build();
        assembly.add(name, made, null, from);
    }

    private void inner(KerasLayer layer) {
        boolean scaling = layer.isScaling()
                && inputs(layer).equals(List.of(graph.layers().get(0).name()));
        if (layer.isFrame()) {
            inputs(layer).forEach(from -> passed.put(layer.name(), from));
        } else if (scaling || layer.isTrainingOnly()) {
            translation.leftOut(layer);
            if (scaling) {
                scalings.add(layer);
            }
            passed.put(layer.name(), single(layer));
        } else {
            part(layer);
        }
    }

    private void part(KerasLayer layer) {
        switch (layer.kind()) {
            case "Flatten" -> flatten(layer);
            case "Reshape" -> reshape(layer);
            case "Concatenate" -> concatenate(layer);
            default -> {
                ElementWiseVertex.Op operation = Translation.elementWise(layer.kind());
                if (operation == null) {
                    add(layer, translation.layer(layer));
                } else {
                    combine(layer, operation);
                }
            }
        }
    }

    private void add(KerasLayer layer, Layer made) {
        String from = single(layer);
        boolean image = assembly.isImage(from);
        boolean dense = layer.kind().equals("Dense");
        boolean normalization = layer.kind().equals("BatchNormalization");
        boolean valueByValue = normalization || layer.kind().equals("Dropout") || Activations.isLayer(layer.kind());
        if (image ? dense : !dense && !valueByValue) {
            throw layer.place().unsupported(layer.kind() + (image ? " over an image: Flatten it" : " over a vector"));
        }
        if (image && isSoftmax(made)) {
            throw layer.place().unsupported("a softmax over an image");
        }
        if (normalization) {
            checkAxis(layer, image);
        }
        if (valueByValue) {
            assembly.order(layer.name(), assembly.order(from));
        }
        assembly.add(layer.name(), made, null, from);
    }

    private static boolean isSoftmax(Layer made) {
        if (made instanceof BaseLayer layer) {
            return layer.getActivationFn() instanceof ActivationSoftmax;
        }
        return made instanceof ActivationLayer layer && layer.getActivationFn() instanceof ActivationSoftmax;
    }

    /** Checks the axis, which Keras 2 sometimes writes as a list. */
    private void checkAxis(KerasLayer layer, boolean image) {
        JsonNode given = layer.settings().get("axis");
        int axis = (given.isArray() ? given.path(0) : given).asInt(-1);
        if (given.size() > 1 || (image ? !order.isChannels(axis) : axis != -1 && axis != 1)) {
            throw layer.place().unsupported("axis " + given);
        }
    }

    private void flatten(KerasLayer layer) {
        String from = single(layer);
        if (assembly.isImage(from)) {
            flatten(layer, order.flattened(layer, assembly.shape(from), orders));
        } else {
            assembly.add(layer.name(), nothing(layer), null, from);
            assembly.order(layer.name(), assembly.order(from));
        }
    }

    private void flatten(KerasLayer layer, int[] places) {
        Shape image = assembly.shape(single(layer));
        assembly.add(
                layer.name(),
                nothing(layer),
                new CnnToFeedForwardPreProcessor(image.height(), image.width(), image.channels()),
                single(layer));
        assembly.order(layer.name(), places);
    }

    /** Translates a reshape to a vector, to the same image, or from a vector to an image of one pixel. */
    private void reshape(KerasLayer layer) {
        String from = single(layer);
        JsonNode target = layer.settings().get("target_shape");
        int[] sizes = IntStream.range(0, target.size())
                .map(i -> target.path(i).asInt())
                .toArray();
        Shape shape = assembly.shape(from);
        if (sizes.length == 1 && (sizes[0] == -1 || sizes[0] == shape.size())) {
            flatten(layer);
            return;
        }
        if (sizes.length == 3) {
            int[] wanted = order.channelsFirst(sizes);
            boolean same = Arrays.equals(wanted, new int[] {shape.channels(), shape.height(), shape.width()});
            if (same && assembly.isImage(from)) {
                assembly.add(layer.name(), nothing(layer), null, from);
                return;
            }
            if (same && assembly.order(from) == null) {
                FeedForwardToCnnPreProcessor pixel = new FeedForwardToCnnPreProcessor(1, 1, shape.channels());
                assembly.add(layer.name(), nothing(layer), pixel, from);
                return;
            }
        }
        throw layer.place().unsupported("a reshape of " + shape + " to " + target);
    }

    private void concatenate(KerasLayer layer) {
        List<String> from = inputs(layer);
        boolean images = assembly.isImage(from.get(0));
        int axis = layer.settings().get("axis").asInt(-1);
        Shape first = assembly.shape(from.get(0));
        boolean fit = from.stream()
                .allMatch(name -> assembly.isImage(name) == images
                        && assembly.shape(name).height() == first.height()
                        && assembly.shape(name).width() == first.width());
        if (!fit || (images ? !order.isChannels(axis) : axis != -1 && axis != 1)) {
            throw layer.place().unsupported("a concatenation of " + shapes(from) + " along axis " + axis);
        }
        if (from.stream().anyMatch(name -> assembly.order(name) != null)) {
            assembly.order(layer.name(), joined(from));
        }
        assembly.add(layer.name(), new MergeVertex(), from);
    }

    private int[] joined(List<String> vectors) {
        int[] joined = orders.room(
                vectors.stream().mapToLong(name -> assembly.shape(name).size()).sum());
        int offset = 0;
        for (String name : vectors) {
            int size = assembly.shape(name).channels();
            int[] own = assembly.order(name);
            for (int i = 0; i < size; i++) {
                joined[offset + i] = offset + (own == null ? i : own[i]);
            }
            offset += size;
        }
        return joined;
    }

    private void combine(KerasLayer layer, ElementWiseVertex.Op operation) {
        List<String> from = inputs(layer);
        String first = from.get(0);
        boolean same = from.stream()
                .allMatch(name -> assembly.isImage(name) == assembly.isImage(first)
                        && assembly.shape(name).equals(assembly.shape(first))
                        && Arrays.equals(assembly.order(name), assembly.order(first)));
        if (!same) {
            throw layer.place().unsupported(layer.kind() + " of inputs that differ, " + shapes(from));
        }
        assembly.order(layer.name(), assembly.order(first));
        assembly.add(layer.name(), new ElementWiseVertex(operation), from);
    }

    private List<Shape> shapes(List<String> names) {
        return names.stream().map(assembly::shape).toList();
    }

    private static Layer nothing(KerasLayer layer) {
        return new ActivationLayer.Builder()
                .name(layer.name())
                .activation(Activation.IDENTITY)
                .build();
    }

    private List<String> inputs(KerasLayer layer) {
        return layer.inputs().stream()
                .map(name -> passed.getOrDefault(name, name))
                .toList();
    }

    private String single(KerasLayer layer) {
        List<String> inputs = inputs(layer);
        if (inputs.size() != 1) {
            throw layer.place().unsupported(inputs.size() + " inputs of a " + layer.kind());
        }
        return inputs.get(0);
    }
}
