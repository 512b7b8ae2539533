package dev.convoy.driver.model.keras;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.keras.file.FileLocation;
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
 * Keras's layers in topological order: each layer comes after its inputs.
 *
 * @param layers the layers; the first is the input, the last the output
 * @param inference names of layers and models that are called with {@code training=False}
 */
record LayerGraph(List<KerasLayer> layers, List<String> inference) {
    /** Reads a model. The layers of a nested model come before it, and the nested model then reads its own output. */
    static LayerGraph of(JsonNode model, String file) {
        LayerReader reader = new LayerReader(file);
        String output = reader.read(model);
        return new LayerGraph(sorted(reader.layers(), output, new FileLocation(file, "the model")), reader.inference());
    }

    private static List<KerasLayer> sorted(List<KerasLayer> layers, String output, FileLocation place) {
        Map<String, KerasLayer> byName = new LinkedHashMap<>();
        for (KerasLayer layer : layers) {
            if (layer.path().contains("") || byName.put(layer.name(), layer) != null) {
                throw layer.place().invalid("a layer must have a unique name", layer.kind(), "Rename it.");
            }
        }
        Map<String, List<KerasLayer>> readers = new HashMap<>();
        Map<String, Integer> missing = new HashMap<>();
        Deque<KerasLayer> ready = new ArrayDeque<>();
        for (KerasLayer layer : layers) {
            boolean input = layer.inputs().isEmpty();
            if ((input && !layer.kind().equals(KerasLayer.INPUT))
                    || !byName.keySet().containsAll(layer.inputs())) {
                throw layer.place()
                        .invalid("a layer must read layers that exist", layer.inputs(), "Save the model again.");
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
        for (KerasLayer layer : sorted) {
            if (readers.containsKey(layer.name()) == layer.name().equals(output)) {
                throw layer.place()
                        .invalid(
                                "all layers must lead to the output, " + InvalidInputException.printable(output),
                                layer.kind(),
                                "Remove what it does not need, and save it again.");
            }
        }
        return sorted;
    }
}
