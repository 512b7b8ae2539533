package dev.convoy.driver.model.keras.file;

import dev.convoy.base.InvalidInputException;

/**
 * A position in a file, for messages.
 *
 * @param file as the user named it
 * @param part a layer's name, or an attribute's
 */
public record FileLocation(String file, String part) {
    public InvalidInputException invalid(String rule, Object given, String remedy) {
        return new InvalidInputException(
                rule, InvalidInputException.printable(given + " in " + part) + " of " + file, remedy);
    }

    public InvalidInputException unsupported(String what) {
        return invalid(
                "a Keras model may only use what Convoy computes as Keras does",
                what,
                "Replace that layer or setting, and save the model again.");
    }
}
