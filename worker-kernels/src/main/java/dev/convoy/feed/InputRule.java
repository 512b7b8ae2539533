package dev.convoy.feed;

import dev.convoy.augment.mix.Mixer;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * How stored examples become the network's input.
 *
 * @param format of the stored examples
 * @param shape of the network's input
 * @param classOf the network's class for each label of the data set; empty if they are the same
 * @param labels how classes become labels
 * @param normalization how pixels become features
 * @param images how images become pixels of the network's size
 */
public record InputRule(
        RecordFormat format,
        Shape shape,
        List<Integer> classOf,
        LabelRule labels,
        Normalization normalization,
        ImageRule images)
        implements Serializable {
    /**
     * @param classes number of labels of each example
     * @param smoothing see {@link MinibatchBuffer}
     */
    public record LabelRule(int classes, double smoothing) implements Serializable {}

    public InputRule {
        if (format.kind() == RecordFormat.Kind.FLOATS && !images.augmentations().isEmpty()) {
            throw new InvalidInputException(
                    "train.augment changes images of unsigned bytes; features that are floats must come without it",
                    images.augmentations(),
                    "Leave it out, or prepare the images as a dataset.");
        }
    }

    /** Returns the rule for images that are not to be changed at random. */
    public InputRule withoutAugmentations() {
        return new InputRule(format, shape, classOf, labels, normalization, images.withoutAugmentations());
    }

    /** Whether examples are pixels until a kernel takes them; otherwise they are floats. */
    boolean givesPixels() {
        return format.kind() != RecordFormat.Kind.FLOATS;
    }

    /** Whether an example's stored bytes are what the network takes. */
    boolean isStoredAsUsed() {
        return switch (format.kind()) {
            case FLOATS -> true;
            case PIXELS ->
                format.shape().equals(shape)
                        && images.keeps(shape)
                        && images.augmentations().isEmpty();
            case ENCODED -> false;
        };
    }

    /** The shape of stored pixels; null if examples are files. */
    Shape rawShape() {
        return format.kind() == RecordFormat.Kind.PIXELS ? format.shape() : null;
    }

    /** Returns the network's class for a label of the data set. */
    public int classOf(int label) {
        return classOf.isEmpty() ? label : classOf.get(label);
    }

    Mixer mixer() {
        return new Mixer(images.augmentations());
    }

    MinibatchBuffer buffer() {
        return new MinibatchBuffer(shape, labels.classes(), normalization, labels.smoothing());
    }
}
