package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The settings of a layer, loss or optimizer, each checked as it is read. */
final class Settings {
    /** No image, kernel or number of outputs comes near this, and its square fits into a long. */
    private static final int MAX_SIZE = 1 << 24;

    private final JsonNode json;
    private final FileLocation place;

    Settings(JsonNode json, FileLocation place) {
        this.json = json;
        this.place = place;
    }

    FileLocation place() {
        return place;
    }

    JsonNode get(String key) {
        return json.path(key);
    }

    /** Whether the key is set, and not null. */
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    String text(String key, String otherwise) {
        require(key, !has(key) || json.get(key).isTextual(), "a text");
        return json.path(key).asText(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        require(key, !has(key) || json.get(key).isBoolean(), "true or false");
        return json.path(key).asBoolean(otherwise);
    }

    double number(String key, double otherwise) {
        double value = has(key) ? json.get(key).asDouble(Double.NaN) : otherwise;
        require(key, !has(key) || (json.get(key).isNumber() && Double.isFinite(value)), "a finite number");
        return value;
    }

    /** Reads a size: a whole number above 0. */
    int size(String key) {
        return size(json.path(key), key);
    }

    int size(String key, int otherwise) {
        return has(key) ? size(key) : otherwise;
    }

    /** Reads height and width: a list of two sizes, or one size for both. */
    int[] sizes(String key) {
        JsonNode value = json.path(key);
        if (!value.isArray()) {
            return new int[] {size(value, key), size(value, key)};
        }
        require(key, value.size() == 2, "two numbers");
        return new int[] {size(value.get(0), key), size(value.get(1), key)};
    }

    int[] sizes(String key, int... otherwise) {
        return has(key) ? sizes(key) : otherwise;
    }

    /**
     * Reads top, bottom, left, right: a list of two pairs; one number for top and bottom and one for the sides; or one
     * number.
     */
    int[] border(String key) {
        JsonNode value = json.path(key);
        JsonNode rows = value.isArray() ? value.path(0) : value;
        JsonNode columns = value.isArray() ? value.path(1) : value;
        int[] border = new int[4];
        for (int i = 0; i < border.length; i++) {
            JsonNode side = i < 2 ? rows : columns;
            JsonNode one = side.isArray() ? side.path(i % 2) : side;
            boolean whole = one.isIntegralNumber() && one.canConvertToInt();
            require(key, whole && one.intValue() >= 0 && one.intValue() <= MAX_SIZE, "whole numbers, not below 0");
            border[i] = one.intValue();
        }
        return border;
    }

    private int size(JsonNode value, String key) {
        boolean whole = value.isIntegralNumber() && value.canConvertToInt();
        require(
                key,
                whole && value.intValue() >= 1 && value.intValue() <= MAX_SIZE,
                "a whole number from 1 to " + MAX_SIZE);
        return value.intValue();
    }

    private void require(String key, boolean holds, String expected) {
        if (!holds) {
            throw place.invalid(key + " must be " + expected, json.path(key), "Save the model again with Keras.");
        }
    }
}
