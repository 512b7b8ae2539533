package dev.convoy.driver.keras;

import org.nd4j.shade.jackson.databind.JsonNode;

/** The settings of a layer, loss or optimizer, each checked as it is read. */
final class Settings {
    /** No image, kernel or number of outputs is near it, and squares of it fit into a long. */
    private static final int LARGEST = 1 << 24;

    private final JsonNode json;
    private final Place place;

    Settings(JsonNode json, Place place) {
        this.json = json;
        this.place = place;
    }

    Place place() {
        return place;
    }

    JsonNode get(String key) {
        return json.path(key);
    }

    /** Whether it is there, and not null. */
    boolean has(String key) {
        return json.hasNonNull(key);
    }

    String text(String key, String otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (!json.get(key).isTextual()) {
            throw wrong(key, "a text");
        }
        return json.get(key).textValue();
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (!json.get(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return json.get(key).booleanValue();
    }

    double number(String key, double otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        double value = json.get(key).asDouble(Double.NaN);
        if (!json.get(key).isNumber() || !Double.isFinite(value)) {
            throw wrong(key, "a finite number");
        }
        return value;
    }

    /** A size: a whole number above 0. */
    int size(String key) {
        return size(json.path(key), key);
    }

    int size(String key, int otherwise) {
        return has(key) ? size(key) : otherwise;
    }

    /** Height and width: a list of two sizes, or one for both. */
    int[] sizes(String key) {
        JsonNode value = json.path(key);
        if (!value.isArray()) {
            return new int[] {size(value, key), size(value, key)};
        }
        if (value.size() != 2) {
            throw wrong(key, "two numbers");
        }
        return new int[] {size(value.get(0), key), size(value.get(1), key)};
    }

    int[] sizes(String key, int... otherwise) {
        return has(key) ? sizes(key) : otherwise;
    }

    /** Top, bottom, left, right: a list of two pairs, or one number for top and bottom and one for the sides, or one. */
    int[] border(String key) {
        JsonNode value = json.path(key);
        JsonNode rows = value.isArray() ? value.path(0) : value;
        JsonNode columns = value.isArray() ? value.path(1) : value;
        int[] border = new int[4];
        for (int i = 0; i < border.length; i++) {
            JsonNode side = i < 2 ? rows : columns;
            JsonNode one = side.isArray() ? side.path(i % 2) : side;
            if (!one.canConvertToInt() || one.intValue() < 0 || one.intValue() > LARGEST) {
                throw wrong(key, "whole numbers, not below 0");
            }
            border[i] = one.intValue();
        }
        return border;
    }

    private int size(JsonNode value, String key) {
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < 1
                || value.intValue() > LARGEST) {
            throw wrong(key, "a whole number from 1 to " + LARGEST);
        }
        return value.intValue();
    }

    private RuntimeException wrong(String key, String expected) {
        return place.invalid(key + " must be " + expected, json.path(key), "Save the model again with Keras.");
    }
}
