package dev.convoy.driver.keras;

import dev.convoy.kernel.InvalidInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Keras's layers in an order in which each stands behind what it reads.
 *
 * @param layers the first is the input, the last the output
 */
record LayerGraph(List<KerasLayer> layers) {
    /** NASNet has a thousand; what follows takes time that grows with their square. */
    private static final int MOST_LAYERS = 5_000;

    /** Of both Keras 2 and the HDF5 files of Keras 3. */
    static LayerGraph of(JsonNode model, String file) {
        Place place = new Place(file, "the model");
        String kind = model.path("class_name").asText();
        JsonNode config = model.path("config");
        JsonNode list = config.isArray() ? config : config.path("layers");
        boolean row = kind.equals("Sequential");
        boolean known = row || kind.equals("Functional") || kind.equals("Model");
        if (!known || list.isEmpty()) {
            throw place.invalid(
                    "a Keras model must be Sequential or Functional, with layers", kind, "Build it as one of the two.");
        }
        if (list.size() > MOST_LAYERS) {
            throw place.invalid(
                    "a Keras model must have at most " + MOST_LAYERS + " layers", list.size(), "Take a smaller one.");
        }
        List<KerasLayer> layers = new ArrayList<>();
        for (JsonNode layer : list) {
            String name =
                    layer.path("config").path("name").asText(layer.path("name").asText());
            Place there = new Place(file, "layer " + InvalidInput.printable(name));
            List<String> inputs = row ? before(layers) : inputs(layer.path("inbound_nodes"), there);
            Settings settings = new Settings(layer.path("config"), there);
            layers.add(new KerasLayer(layer.path("class_name").asText(), name, settings, inputs));
        }
        String output = layers.get(layers.size() - 1).name();
        if (row) {
            startWithInput(layers, list.get(0).path("config"), place);
        } else {
            only(config.path("input_layers"), "input", place);
            output = only(config.path("output_layers"), "output", place);
        }
        List<KerasLayer> sorted = sorted(layers, place);
        if (!sorted.get(sorted.size() - 1).name().equals(output)) {
            throw place.invalid(
                    "all layers must lead to the output", output, "Remove what it does not need, and save it again.");
        }
        return new LayerGraph(sorted);
    }

    private static List<String> before(List<KerasLayer> layers) {
        return layers.isEmpty()
                ? List.of()
                : List.of(layers.get(layers.size() - 1).name());
    }

    /** Older Sequential models have the image's shape at their first layer. */
    private static void startWithInput(List<KerasLayer> layers, JsonNode first, Place place) {
        KerasLayer head = layers.get(0);
        if (!head.kind().equals(KerasLayer.INPUT)) {
            String name = head.name() + "_input";
            layers.set(0, new KerasLayer(head.kind(), head.name(), head.settings(), List.of(name)));
            layers.add(0, new KerasLayer(KerasLayer.INPUT, name, new Settings(first, place), List.of()));
        }
    }

    /** Keras 2: {@code [[["conv", 0, 0, {}], …]]}; Keras 3: {@code [{"args": […], …}]}. */
    private static List<String> inputs(JsonNode nodes, Place place) {
        if (nodes.size() > 1) {
            throw place.unsupported("a layer that is used " + nodes.size() + " times");
        }
        List<String> inputs = new ArrayList<>();
        if (nodes.path(0).isArray()) {
            nodes.path(0).forEach(reference -> inputs.add(name(reference, place)));
        } else {
            // A layer's arguments may hold lists of them.
            nodes.path(0).path("args").findValues("keras_history").forEach(value -> inputs.add(name(value, place)));
        }
        return inputs;
    }

    private static String name(JsonNode reference, Place place) {
        // The numbers say which use of a layer is meant, and which of its outputs.
        if (!reference.path(0).isTextual()
                || reference.path(1).asInt(-1) != 0
                || reference.path(2).asInt(-1) != 0) {
            throw place.unsupported("input " + reference);
        }
        return reference.get(0).textValue();
    }

    /** Keras 3 writes a single one without the list around it. */
    private static String only(JsonNode references, String what, Place place) {
        boolean list = references.path(0).isArray();
        if (references.isEmpty() || (list && references.size() != 1)) {
            throw place.invalid(
                    "a Keras model must have one " + what, references, "Train one output of one input at a time.");
        }
        return name(list ? references.get(0) : references, place);
    }

    private static List<KerasLayer> sorted(List<KerasLayer> layers, Place place) {
        Map<String, KerasLayer> byName = new LinkedHashMap<>();
        for (KerasLayer layer : layers) {
            if (layer.name().isEmpty() || byName.put(layer.name(), layer) != null) {
                throw layer.place().invalid("a layer must have a name of its own", layer.kind(), "Rename it.");
            }
        }
        Map<String, List<KerasLayer>> readers = new HashMap<>();
        Map<String, Integer> missing = new HashMap<>();
        Deque<KerasLayer> ready = new ArrayDeque<>();
        for (KerasLayer layer : layers) {
            boolean input = layer.kind().equals(KerasLayer.INPUT);
            if (input != layer.inputs().isEmpty() || !byName.keySet().containsAll(layer.inputs())) {
                throw layer.place()
                        .invalid("a layer must read layers that are there", layer.inputs(), "Save the model again.");
            }
            Set<String> read = new HashSet<>(layer.inputs());
            read.forEach(name ->
                    readers.computeIfAbsent(name, any -> new ArrayList<>()).add(layer));
            missing.put(layer.name(), read.size());
            if (input) {
                ready.add(layer);
            }
        }
        if (ready.size() != 1) {
            throw place.invalid("a Keras model must have one input", ready.size(), "Train with one input.");
        }
        List<KerasLayer> sorted = new ArrayList<>();
        while (!ready.isEmpty()) {
            KerasLayer layer = ready.remove();
            sorted.add(layer);
            for (KerasLayer reader : readers.getOrDefault(layer.name(), List.of())) {
                if (missing.merge(reader.name(), -1, Integer::sum) == 0) {
                    ready.add(reader);
                }
            }
        }
        if (sorted.size() != layers.size()) {
            throw place.invalid(
                    "layers must not lead back to themselves",
                    layers.size() - sorted.size() + " layers that do",
                    "Save the model again.");
        }
        return sorted;
    }
}
