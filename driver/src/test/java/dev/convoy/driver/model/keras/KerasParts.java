package dev.convoy.driver.model.keras;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small Keras file in parts, to leave some out or make them bad: Flatten, then Dense from 4 values to 3 classes.
 *
 * @param attributes of the root
 * @param arrays by layer and name, such as {@code dense/kernel}, or by model, layer and name
 */
public record KerasParts(Map<String, Object> attributes, Map<String, Object> arrays) {
    static final String MODEL =
            """
            {"class_name": "Sequential", "config": {"name": "net", "layers": [
            {"class_name": "Flatten", "config": {"name": "flatten", "batch_input_shape": [null, 2, 2, 1]}},
            {"class_name": "Dense", "config": {"name": "dense", "units": 3, "activation": "softmax"}}]}}
            """;

    public static KerasParts good() {
        Map<String, Object> arrays = new HashMap<>();
        arrays.put("dense/kernel", new float[4][3]);
        arrays.put("dense/bias", new float[] {1, 2, 3});
        return new KerasParts(new HashMap<>(Map.of("model_config", MODEL, "keras_version", "2.9.0")), arrays);
    }

    KerasParts with(String attribute, Object value) {
        attributes.put(attribute, value);
        return this;
    }

    KerasParts without(String attribute) {
        attributes.remove(attribute);
        return this;
    }

    public KerasParts model(String old, String replacement) {
        return with("model_config", MODEL.replace(old, replacement));
    }

    public KerasParts array(String name, Object values) {
        arrays.put(name, values);
        return this;
    }

    KerasParts noArray(String name) {
        arrays.remove(name);
        return this;
    }

    public Path write(Path file) {
        Map<String, Map<String, Object>> layers = new TreeMap<>();
        arrays.forEach(
                (name, values) -> layers.computeIfAbsent(name.substring(0, name.indexOf('/')), any -> new TreeMap<>())
                        .put(inGroup(name), values));
        try (WritableHdfFile out = HdfFile.write(file)) {
            attributes.forEach(out::putAttribute);
            WritableGroup weights = out.putGroup("model_weights");
            weights.putAttribute("layer_names", layers.keySet().toArray(String[]::new));
            layers.forEach((layer, own) -> {
                WritableGroup group = weights.putGroup(layer);
                Map<String, WritableGroup> groups = new HashMap<>(Map.of("", group));
                own.forEach((name, values) -> {
                    int end = name.lastIndexOf('/');
                    within(groups, name.substring(0, end)).putDataset(name.substring(end + 1), values);
                });
                group.putAttribute("weight_names", own.keySet().toArray(String[]::new));
            });
        }
        return file;
    }

    /** Weight names repeat the name of the layer, and in nested models the names of their layers. */
    private static String inGroup(String name) {
        int first = name.indexOf('/');
        return name.indexOf('/', first + 1) < 0 ? name : name.substring(first + 1);
    }

    private static WritableGroup within(Map<String, WritableGroup> groups, String path) {
        if (!groups.containsKey(path)) {
            int end = Math.max(path.lastIndexOf('/'), 0);
            WritableGroup outer = within(groups, path.substring(0, end));
            groups.put(path, outer.putGroup(end == 0 ? path : path.substring(end + 1)));
        }
        return groups.get(path);
    }
}
