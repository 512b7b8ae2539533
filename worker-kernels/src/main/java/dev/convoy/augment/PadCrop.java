package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Shift;
import dev.convoy.base.RandomStream;

/**
 * torchvision's {@code RandomCrop(size, padding)}: pads an image with zeros and cuts out a part of its old size.
 *
 * @param padding pixels on each side
 */
record PadCrop(int padding) implements ImageStep {
    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        RandomStream random = seed.stream(Kind.PAD_CROP);
        int down = padding - random.below(2 * padding + 1);
        int right = padding - random.below(2 * padding + 1);
        Shift.apply(canvas, down, right);
    }
}
