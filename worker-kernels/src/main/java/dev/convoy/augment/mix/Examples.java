package dev.convoy.augment.mix;

import dev.convoy.kernel.graph.Shape;

/**
 * The examples of a minibatch, whose arrays may be longer.
 *
 * @param shape of an example
 * @param count of examples, at least 1
 * @param pixels unsigned bytes, {@code count × height × width × channels}
 * @param classes number of labels of an example
 * @param labels {@code count × classes}
 */
public record Examples(Shape shape, int count, byte[] pixels, int classes, float[] labels) {
    /** Number of pixels of an example, times channels. */
    int length() {
        return Math.toIntExact(shape.size());
    }
}
