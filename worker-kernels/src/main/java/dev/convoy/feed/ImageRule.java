package dev.convoy.feed;

import java.io.Serializable;
import java.util.List;

/**
 * How images become pixels of the network's size.
 *
 * @param decoder name of the library that decodes files
 * @param steps what is done with an image before it has the network's size, in order; none for images of that size
 */
public record ImageRule(String decoder, List<String> steps) implements Serializable {
    /** For examples that are stored as they are used. */
    public static final ImageRule NONE = new ImageRule("", List.of());
}
