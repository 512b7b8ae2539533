package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import java.util.Locale;

/**
 * Limits the memory for the orders of flattened images, which are made before the weights that read them are found: a
 * file must be large enough to hold these weights.
 */
final class OrderBudget {
    private final FileLocation place;
    private final long bytes;
    private long used;

    /** @param bytes size of the file */
    OrderBudget(FileLocation place, long bytes) {
        this.place = place;
        this.bytes = bytes;
    }

    int[] room(long values) {
        used += values;
        if (used > bytes) {
            throw place.invalid(
                    "a Keras file must hold all of its model's weights",
                    String.format(Locale.ROOT, "%,d values of flattened images, %,d bytes", used, bytes),
                    "Save it again.");
        }
        return new int[Math.toIntExact(values)];
    }
}
