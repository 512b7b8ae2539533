package dev.convoy.driver.model.keras;

import dev.convoy.base.InvalidInputException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nd4j.shade.jackson.databind.JsonNode;

/** What layers say about their training and arithmetic that is not imported. */
final class TrainingNotes {
    private static final String FLOAT32 = "float32";
    private static final Set<String> FLOATS =
            Set.of(FLOAT32, "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16");

    private TrainingNotes() {}

    /**
     * @param file its name
     * @throws InvalidInputException if a layer has integer weights
     */
    static void add(LayerGraph graph, String file, List<String> notes) {
        List<String> fixed = graph.layers().stream()
                .filter(layer -> !layer.isFrame() && !layer.settings().flag("trainable", true))
                .map(KerasLayer::name)
                .toList();
        note(
                fixed,
                "%s of %s are not trainable in Keras, and are trained here unless train.freeze-until names one",
                file,
                notes);
        note(
                graph.inference(),
                "%s of %s are called with training=False in Keras, and act as in training here unless train.freeze-until"
                        + " names one",
                file,
                notes);
        Set<String> types = graph.layers().stream()
                .filter(layer -> !layer.isFrame() && !layer.isScaling() && !layer.isTrainingOnly())
                .map(TrainingNotes::type)
                .collect(Collectors.toCollection(TreeSet::new));
        types.remove(FLOAT32);
        note(types, "layers of type %s of %s are computed with kernel.precision", file, notes);
    }

    private static void note(Collection<String> names, String text, String file, List<String> notes) {
        if (!names.isEmpty()) {
            notes.add(
                    String.format(Locale.ROOT, text, InvalidInputException.printable(String.join(", ", names)), file));
        }
    }

    /** Returns a layer's type: a name, or a policy that has one. */
    private static String type(KerasLayer layer) {
        JsonNode given = layer.settings().get("dtype");
        JsonNode name = given.isObject() ? given.path("config").path("name") : given;
        if (name.isNull() || name.isMissingNode()) {
            return FLOAT32;
        }
        if (!FLOATS.contains(name.asText())) {
            throw layer.place().unsupported("dtype " + given);
        }
        return name.asText();
    }
}
