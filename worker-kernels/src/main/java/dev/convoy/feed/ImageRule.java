package dev.convoy.feed;

import dev.convoy.augment.Augmentations;
import dev.convoy.kernel.graph.Shape;
import java.io.Serializable;

/**
 * How images get the size of the network's input.
 *
 * @param decoder name of the library that decodes files, see {@link dev.convoy.image.ImageDecoders}
 * @param shorterSide length to which the shorter side of an image is resized before its middle is cut out
 * @param augmentations random changes; only for training
 */
public record ImageRule(String decoder, int shorterSide, Augmentations augmentations) implements Serializable {
    /** For examples that are stored as they are used. */
    public static final ImageRule NONE = new ImageRule("", 0, Augmentations.NONE);

    /** Whether an image of the network's size is used as it is. A square may have to be enlarged first, and its middle cut out. */
    boolean keeps(Shape input) {
        return input.height() != input.width() || shorterSide <= input.height();
    }

    /** Returns the rule for images that are not to be changed at random. */
    public ImageRule withoutAugmentations() {
        return new ImageRule(decoder, shorterSide, Augmentations.NONE);
    }
}
