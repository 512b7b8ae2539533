package dev.convoy.driver.model.keras;

import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
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
    private final Reshapes reshapes;
    /** The output that has the images. */
    private final String start;
    /** For each layer that is left out, the name of the output that replaces its own. */
    private final Map<String, String> passed = new HashMap<>();

    private final List<KerasLayer> scalings = new ArrayList<>();
    /** For each layer that is left out and whose output is the image, by how many scalings it is scaled. */
    private final Map<String, Integer> scaled = new HashMap<>();

    /** @param images shape of the training images */
    Import(LayerGraph graph, Shape images, Translation translation, OrderBudget orders) {
        this.graph = graph;
        this.orders = orders;
        this.order = ImageOrder.of(graph);
        this.translation = translation;
        KerasLayer input = graph.layers().get(0);
        graph.layers().forEach(LayerKinds::requireKnown);
        order.checkInput(input, images, graph);
        this.assembly = new Assembly(input.name(), images);
        this.reshapes = new Reshapes(order, assembly, orders);
        if (ImageOrder.isFlat(input)) {
            passed.put(input.name(), reshapes.flattenInput(input, images));
        }
        this.start = passed.getOrDefault(input.name(), input.name());
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
            loss(last, last.name() + "_loss", passed.getOrDefault(last.name(), last.name()), none, losses);
        }
        graph.layers().forEach(this::requireScaled);
        return assembly;
    }

    /** The scalings become those of the images, so each layer that reads the image must have all of them before it. */
    private void requireScaled(KerasLayer layer) {
        boolean isBeside = !passed.containsKey(layer.name())
                && layer.inputs().stream()
                        .anyMatch(name -> passed.getOrDefault(name, name).equals(start)
                                && scaled.getOrDefault(name, 0) < scalings.size());
        if (isBeside) {
            throw layer.place()
                    .unsupported("the image without the scaling by "
                            + scalings.get(scalings.size() - 1).name());
        }
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
        boolean scaling = layer.isScaling() && inputs(layer).equals(List.of(start));
        if (layer.isFrame()) {
            inputs(layer).forEach(from -> passed.put(layer.name(), from));
            pass(layer, 0);
        } else if (scaling || layer.isTrainingOnly()) {
            translation.leftOut(layer);
            if (scaling) {
                JsonNode axis = layer.settings().get("axis");
                if (axis.isNumber() || !axis.isEmpty()) {
                    checkAxis(layer, true);
                }
                if (scaled.getOrDefault(layer.inputs().get(0), 0) < scalings.size()) {
                    throw layer.place()
                            .unsupported("a scaling of the image beside that by "
                                    + scalings.get(0).name());
                }
                scalings.add(layer);
            }
            passed.put(layer.name(), single(layer));
            pass(layer, scaling ? 1 : 0);
        } else {
            part(layer);
        }
    }

    private void pass(KerasLayer layer, int scalingsMore) {
        layer.inputs().forEach(from -> scaled.put(layer.name(), scaled.getOrDefault(from, 0) + scalingsMore));
    }

    private void part(KerasLayer layer) {
        switch (layer.kind()) {
            case "Flatten" -> reshapes.flatten(layer, single(layer));
            case "Reshape" -> reshapes.reshape(layer, single(layer));
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
        if (from.size() < 2) {
            throw layer.place().unsupported(from.size() + " inputs of a " + layer.kind());
        }
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
