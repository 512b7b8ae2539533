package dev.convoy.driver.model.keras.file;

import java.util.Set;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.JsonNodeFactory;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Replaces the objects in which versions of Keras wrap numbers, lists and names of functions: {@code {"type": "ndarray",
 * "value": 6.0}}, {@code {"class_name": "__numpy__", "config": {"value": […]}}}, {@code {"class_name": "__tuple__",
 * "items": […]}}, {@code {"class_name": "function", "config": "relu"}}.
 */
final class PlainValues {
    private static final Set<String> ARRAYS = Set.of("__numpy__", "__tensor__");
    private static final Set<String> LISTS = Set.of("__tuple__", "TensorShape");

    private PlainValues() {}

    /** @param node of limited depth */
    static JsonNode of(JsonNode node) {
        if (node.isArray()) {
            ArrayNode plain = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(one -> plain.add(of(one)));
            return plain;
        }
        if (!node.isObject()) {
            return node;
        }
        JsonNode inside = unwrapped(node);
        if (inside != null) {
            return of(inside);
        }
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        node.fields().forEachRemaining(field -> plain.set(field.getKey(), of(field.getValue())));
        return plain;
    }

    private static JsonNode unwrapped(JsonNode node) {
        String kind = node.path("class_name").asText();
        if (node.path("type").isTextual() && node.has("value") && node.size() == 2) {
            return node.get("value");
        }
        if (ARRAYS.contains(kind) && node.path("config").has("value")) {
            return node.get("config").get("value");
        }
        if (LISTS.contains(kind) && node.has("items")) {
            return node.get("items");
        }
        return kind.equals("function") && node.path("config").isTextual() ? node.get("config") : null;
    }
}
