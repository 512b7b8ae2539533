package dev.convoy.worker;

import dev.convoy.kernel.graph.Shape;

/**
 * Decoded images of one shard in memory, one byte per value.
 *
 * @param shape of each image
 * @param pixels {@code count × channels × height × width}, row-major, unsigned
 * @param labels the class of each image
 */
public record Images(Shape shape, byte[] pixels, int[] labels) implements Examples {
    public Images {
        if (pixels.length != labels.length * shape.size()) {
            throw new IllegalArgumentException(labels.length + " images of " + shape + " are "
                    + labels.length * shape.size() + " bytes. Given: " + pixels.length);
        }
    }

    @Override
    public int count() {
        return labels.length;
    }
}
