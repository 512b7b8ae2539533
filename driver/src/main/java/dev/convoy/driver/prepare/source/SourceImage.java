package dev.convoy.driver.prepare.source;

import dev.convoy.kernel.graph.Shape;

/**
 * One image before it is decoded.
 *
 * @param label class name, or null if there is none
 * @param group what must stay in one split, or null if each image is its own group
 * @param split the input's own {@code train}, {@code validation} or {@code test}, or null
 * @param bytes the image file, or the pixels if {@code raw} is given
 * @param raw the shape of the pixels, or null if {@code bytes} is an image file
 */
public record SourceImage(String id, String label, String group, String split, byte[] bytes, RawShape raw)
        implements SourceItem {
    /** Returns the shape of the pixels; null if the bytes are an image file. */
    public Shape pixels() {
        return raw == null ? null : new Shape(raw.channels(), raw.height(), raw.width());
    }
}
