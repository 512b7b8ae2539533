package dev.convoy.driver.keras;

import dev.convoy.kernel.InvalidInput;

/**
 * Where in a file something stands, for messages.
 *
 * @param file as the user named it
 * @param part a layer's name, or an attribute's
 */
record Place(String file, String part) {
    InvalidInput invalid(String rule, Object given, String remedy) {
        return new InvalidInput(rule, InvalidInput.printable(given + " in " + part) + " of " + file, remedy);
    }

    InvalidInput unsupported(String what) {
        return invalid(
                "a Keras model may hold only what Convoy computes the same",
                what,
                "Replace that layer or setting, and save the model again.");
    }
}
