package dev.convoy.feed;

import dev.convoy.base.InvalidInputException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How images get the size of the network's input.
 *
 * @param decoder name of the library that decodes files, see {@link dev.convoy.image.ImageDecoders}
 * @param shorterSide length to which the shorter side of an image is resized before its middle is cut out, unless it has
 *     the network's size already
 * @param augmentations random changes, in order; only for training
 */
public record ImageRule(String decoder, int shorterSide, List<Augmentation> augmentations) implements Serializable {
    /** For examples that are stored as they are used. */
    public static final ImageRule NONE = new ImageRule("", 0, List.of());

    /** Random changes of an image, which derive from the seed, the epoch and the example. */
    public enum Augmentation {
        /** A random part of the image, resized: takes the place of the cut in the middle. */
        RANDOM_RESIZED_CROP("random-resized-crop"),
        /** Half of the images are mirrored, left to right. */
        FLIP("flip");

        private final String key;

        Augmentation(String key) {
            this.key = key;
        }

        /** @throws InvalidInputException if no augmentation has that name */
        public static Augmentation of(String key) {
            return Arrays.stream(values())
                    .filter(one -> one.key.equals(key))
                    .findFirst()
                    .orElseThrow(() -> new InvalidInputException(
                            "train.augment must be a list of "
                                    + Arrays.stream(values())
                                            .map(one -> one.key)
                                            .collect(Collectors.joining(", ")),
                            key,
                            "Check the name."));
        }
    }

    public ImageRule {
        augmentations = List.copyOf(augmentations);
    }

    /** Returns the rule for images that are not to be changed at random. */
    public ImageRule withoutAugmentations() {
        return new ImageRule(decoder, shorterSide, List.of());
    }
}
