package dev.convoy.driver.keras;

import java.util.List;

/**
 * One layer of a Keras model.
 *
 * @param kind Keras's class
 * @param inputs the layers it reads, by name
 */
record KerasLayer(String kind, String name, Settings settings, List<String> inputs) {
    static final String INPUT = "InputLayer";

    Place place() {
        return settings.place();
    }
}
