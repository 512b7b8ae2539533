package dev.convoy.driver.model.keras;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.keras.file.FileLocation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Reads the JSON of a model and of nested models, layer by layer, in the formats of Keras 2 and of Keras 3's HDF5
 * files.
 */
final class LayerReader {
    /** NASNet has a thousand layers; the time of later steps grows with the square of the number. */
    private static final int MAX_LAYERS = 5_000;

    /** Layers of nested models have the names of these models before their own. */
    private static final int MAX_NAME_CHARACTERS = 1_000;

    private final String file;
    private final List<KerasLayer> layers = new ArrayList<>();
    private final List<String> inference = new ArrayList<>();

    LayerReader(String file) {
        this.file = file;
    }

    List<KerasLayer> layers() {
        return layers;
    }

    /** Names of layers and models that are called with {@code training=False}, so that they never act as in training. */
    List<String> inference() {
        return inference;
    }

    /** @return the output's name */
    String read(JsonNode model) {
        return read(model, List.of(), List.of(), new FileLocation(file, "the model"));
    }

    /**
     * @param path names of the models that contain it; empty for the whole model
     * @param from its inputs; empty for the whole model
     */
    private String read(JsonNode model, List<String> path, List<String> from, FileLocation place) {
        String kind = model.path("class_name").asText();
        JsonNode config = model.path("config");
        JsonNode list = layers(config);
        if (!LayerKinds.isModel(kind) || list.isEmpty()) {
            throw place.invalid(
                    "a Keras model must be Sequential or Functional, with layers", kind, "Build it as one of the two.");
        }
        if (list.size() > MAX_LAYERS - layers.size()) {
            throw place.invalid(
                    "a Keras model must have at most " + MAX_LAYERS + " layers", list.size(), "Take a smaller one.");
        }
        return kind.equals("Sequential") ? row(list, path, from) : graph(config, path, from, place);
    }

    /** Returns the list of layers. In older files, which give the model no name, it is the configuration itself. */
    private static JsonNode layers(JsonNode config) {
        return config.isArray() ? config : config.path("layers");
    }

    private String row(JsonNode list, List<String> path, List<String> from) {
        List<String> inputs = from;
        if (from.isEmpty() && !kind(list.get(0)).equals(KerasLayer.INPUT)) {
            inputs = List.of(input(list.get(0), path));
        }
        for (JsonNode layer : list) {
            inputs = List.of(add(layer, path, inputs));
        }
        return inputs.get(0);
    }

    /** Adds the input of an older Sequential model, which has the image's shape at its first layer. */
    private String input(JsonNode first, List<String> path) {
        JsonNode head = first;
        while (LayerKinds.isModel(kind(head))) {
            head = layers(head.path("config")).path(0);
        }
        KerasLayer input = new KerasLayer(
                KerasLayer.INPUT,
                inside(path, name(first) + "_input"),
                new Settings(head.path("config"), new FileLocation(file, "the model")),
                List.of());
        layers.add(input);
        return input.name();
    }

    private String graph(JsonNode config, List<String> path, List<String> from, FileLocation place) {
        String input = only(config.path("input_layers"), "input", place);
        String output = only(config.path("output_layers"), "output", place);
        Map<String, String> names = new HashMap<>();
        layers(config).forEach(layer -> names.put(name(layer), String.join("/", inside(path, name(layer)))));
        for (JsonNode layer : layers(config)) {
            JsonNode nodes = layer.path("inbound_nodes");
            List<String> own = inside(path, name(layer));
            FileLocation there = place(own);
            List<String> inputs = inputs(nodes, there, names);
            add(layer, path, name(layer).equals(input) ? from : inputs);
            if (LayerCall.isInference(nodes.path(0), there)) {
                inference.add(String.join("/", own));
            }
        }
        return names.getOrDefault(output, output);
    }

    private String add(JsonNode layer, List<String> path, List<String> inputs) {
        List<String> own = inside(path, name(layer));
        FileLocation there = place(own);
        String kind = kind(layer);
        List<String> read = inputs;
        if (LayerKinds.isModel(kind)) {
            if (inputs.size() != 1) {
                throw there.unsupported(inputs.size() + " inputs of a " + kind + " model");
            }
            read = List.of(read(layer, own, inputs, there));
        }
        KerasLayer made = new KerasLayer(kind, own, new Settings(layer.path("config"), there), read);
        layers.add(made);
        return made.name();
    }

    private FileLocation place(List<String> path) {
        return new FileLocation(file, "layer " + InvalidInputException.printable(String.join("/", path)));
    }

    private List<String> inside(List<String> path, String name) {
        List<String> inside = Stream.concat(path.stream(), Stream.of(name)).toList();
        if (inside.stream().mapToInt(String::length).sum() > MAX_NAME_CHARACTERS) {
            throw new FileLocation(file, "the model")
                    .invalid(
                            "a layer's name must have at most " + MAX_NAME_CHARACTERS
                                    + " characters, with those of the models that it is in",
                            name,
                            "Rename it.");
        }
        return inside;
    }

    private static String kind(JsonNode layer) {
        return layer.path("class_name").asText();
    }

    private static String name(JsonNode layer) {
        return layer.path("config").path("name").asText(layer.path("name").asText());
    }

    /** Reads a layer's inputs. Keras 2: {@code [[["conv", 0, 0, {}], …]]}; Keras 3: {@code [{"args": […], …}]}. */
    private static List<String> inputs(JsonNode nodes, FileLocation place, Map<String, String> names) {
        if (nodes.size() > 1) {
            throw place.unsupported("a layer that is used " + nodes.size() + " times");
        }
        if (nodes.path(0).isObject()) {
            LayerCall.requireReferences(nodes.path(0).path("args"), place);
        }
        // In Keras 3, a layer's arguments may hold lists of references.
        Iterable<JsonNode> references = nodes.path(0).isArray()
                ? nodes.path(0)
                : nodes.path(0).path("args").findValues("keras_history");
        List<String> inputs = new ArrayList<>();
        for (JsonNode reference : references) {
            String name = name(reference, place);
            inputs.add(names.getOrDefault(name, name));
        }
        return inputs;
    }

    private static String name(JsonNode reference, FileLocation place) {
        // The numbers are the use of a layer and the index of its output. The uses of a nested model count from 1,
        // because its construction was the first.
        int use = reference.path(1).asInt(-1);
        if (!reference.path(0).isTextual()
                || use < 0
                || use > 1
                || reference.path(2).asInt(-1) != 0) {
            throw place.unsupported("input " + reference);
        }
        return reference.get(0).textValue();
    }

    /** Returns the only reference: in a list, by its name, or as Keras 3 writes it, alone. */
    private static String only(JsonNode references, String what, FileLocation place) {
        boolean many = references.isObject() || references.path(0).isArray();
        if (references.isEmpty() || (many && references.size() != 1)) {
            throw place.invalid(
                    "a Keras model must have one " + what,
                    references,
                    "Convoy trains networks with one input and one output.");
        }
        return name(many ? references.iterator().next() : references, place);
    }
}
