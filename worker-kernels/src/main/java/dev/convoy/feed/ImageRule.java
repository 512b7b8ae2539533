package dev.convoy.feed;

import dev.convoy.augment.Augmentations;
import java.io.Serializable;

/**
 * How images get the size of the network's input.
 *
 * @param decoder name of the library that decodes files, see {@link dev.convoy.image.ImageDecoders}
 * @param shorterSide length to which the shorter side of an image is resized before its middle is cut out, unless it has
 *     the network's size already
 * @param augmentations random changes; only for training
 */
public record ImageRule(String decoder, int shorterSide, Augmentations augmentations) implements Serializable {
    /** For examples that are stored as they are used. */
    public static final ImageRule NONE = new ImageRule("", 0, Augmentations.NONE);

    /** Returns the rule for images that are not to be changed at random. */
    public ImageRule withoutAugmentations() {
        return new ImageRule(decoder, shorterSide, Augmentations.NONE);
    }
}
