package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Tone;
import dev.convoy.base.Range;
import dev.convoy.image.Frame;
import dev.convoy.image.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes images at random, one at a time: first their frame, of which alone decoders need to compute pixels, then the
 * pixels. Used by one thread at a time.
 */
public final class Augmenter {
    private final int height;
    private final int width;
    private final List<ImageStep> steps = new ArrayList<>();
    private Range scale;
    private Range ratio;
    private Flip flipOfFrame;

    /**
     * @param height of the network's input
     * @param width of the network's input, see {@link Augmentations#requireFit}
     * @param fill for each channel, the pixel that is normalized to about 0
     */
    public Augmenter(Augmentations augmentations, int height, int width, byte[] fill) {
        this.height = height;
        this.width = width;
        for (Augmentation augmentation : augmentations.all()) {
            if (augmentation.kind() == Kind.RANDOM_RESIZED_CROP) {
                scale = augmentation.range(0);
                ratio = augmentation.range(1);
            } else if (augmentation.kind().stage() != Kind.Stage.MINIBATCH) {
                steps.add(step(augmentation, fill));
            }
        }
        if (choosesFrame() && !steps.isEmpty() && steps.get(0) instanceof Flip flip) {
            flipOfFrame = flip;
            steps.remove(0);
        }
    }

    private ImageStep step(Augmentation parameters, byte[] fill) {
        return switch (parameters.kind()) {
            case PAD_CROP -> new PadCrop(parameters.whole(0));
            case FLIP -> new Flip(false);
            case ALTERNATING_FLIP -> new Flip(true);
            case COLOR_JITTER -> new ColorJitter(parameters);
            case ROTATION -> new Rotation(parameters.number(0));
            case TRANSLATION -> new Translation(parameters.number(0));
            case RAND_AUGMENT -> new RandAugment(parameters.whole(0), parameters.whole(1), new Tone());
            case TRIVIAL_AUGMENT -> new TrivialAugment(new Tone());
            case ERASING -> new Erasing(parameters, fill);
            case RANDOM_RESIZED_CROP, MIXUP, CUTMIX ->
                throw new IllegalArgumentException(parameters.kind() + " is not done on one image");
        };
    }

    /** Whether it chooses a part of each image: see {@link #frame}. */
    public boolean choosesFrame() {
        return scale != null;
    }

    /** Returns the part of an image that becomes the network's input. */
    public Frame frame(int imageHeight, int imageWidth, ExampleSeed seed) {
        Region part =
                Region.randomResizedCrop(imageHeight, imageWidth, scale, ratio, seed.stream(Kind.RANDOM_RESIZED_CROP));
        boolean mirrored = flipOfFrame != null && flipOfFrame.mirrors(seed);
        return new Frame(part, height, width, new Region(0, 0, height, width), mirrored);
    }

    /** Changes the pixels of an image of the network's size. */
    public void apply(Canvas canvas, ExampleSeed seed) {
        for (ImageStep step : steps) {
            step.apply(canvas, seed);
        }
    }
}
