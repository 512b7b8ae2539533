package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.BooleanNode;

/** The arguments, besides its inputs, with which a layer of a graph is called. */
final class LayerCall {
    /** The class of an argument that is the output of a layer. */
    private static final String TENSOR = "__keras_tensor__";

    private LayerCall() {}

    /** Requires that arguments are outputs of layers: a number among them, as in {@code x * 0.2}, would be left out. */
    static void requireReferences(JsonNode arguments, FileLocation place) {
        for (JsonNode argument : arguments) {
            if (argument.isArray()) {
                requireReferences(argument, place);
            } else if (!argument.isNull()
                    && !argument.path("class_name").asText().equals(TENSOR)) {
                throw place.unsupported("a call with the constant " + argument);
            }
        }
    }

    /**
     * Whether it is called with {@code training=False}. Keras 2 has the arguments behind each input, {@code [["conv", 0,
     * 0, {"training": false}], …]}; Keras 3 has them behind all inputs, {@code {"args": […], "kwargs": {…}}}.
     */
    static boolean isInference(JsonNode call, FileLocation place) {
        List<JsonNode> all = new ArrayList<>();
        if (call.isArray()) {
            call.forEach(input -> all.add(input.path(3)));
        } else {
            all.add(call.path("kwargs"));
        }
        boolean inference = false;
        for (JsonNode arguments : all) {
            for (Iterator<Map.Entry<String, JsonNode>> each = arguments.fields(); each.hasNext(); ) {
                Map.Entry<String, JsonNode> argument = each.next();
                if (argument.getKey().equals("training") && argument.getValue().equals(BooleanNode.FALSE)) {
                    inference = true;
                } else if (!argument.getValue().isNull()) {
                    throw place.unsupported("a call with " + argument.getKey() + "=" + argument.getValue());
                }
            }
        }
        return inference;
    }
}
