package dev.convoy.feed;

import dev.convoy.kernel.graph.Shape;
import java.io.Serializable;

/**
 * What the bytes of an example are. All examples of a shard are of one kind.
 *
 * @param shape of each example; height and width are 0 for image files that differ in size
 * @param labels number of labels after the features; 0 unless the kind is {@code FLOATS}
 */
public record RecordFormat(Kind kind, Shape shape, int labels) implements Serializable {
    /** The kinds of examples. */
    public enum Kind {
        /** Image files. */
        ENCODED(1),
        /** Pixels: unsigned bytes, height × width × channels. */
        PIXELS(2),
        /** Features as the network takes them, then a label for each class: little-endian float32. */
        FLOATS(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Returns what stands for it in a file. */
        int code() {
            return code;
        }
    }

    /** @param shape of all images; its height and width are 0 if they differ */
    public static RecordFormat encoded(Shape shape) {
        return new RecordFormat(Kind.ENCODED, shape, 0);
    }

    public static RecordFormat pixels(Shape shape) {
        return new RecordFormat(Kind.PIXELS, shape, 0);
    }

    public static RecordFormat floats(Shape shape, int labels) {
        return new RecordFormat(Kind.FLOATS, shape, labels);
    }
}
