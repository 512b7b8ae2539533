package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.base.RandomStream;

/**
 * Mirrors images, left to right.
 *
 * @param alternating whether an image is mirrored in every other epoch, half of all images in each; otherwise each image
 *     is mirrored with probability 1/2 (Jordan: "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024)
 */
record Flip(boolean alternating) implements ImageStep {
    boolean mirrors(ExampleSeed seed) {
        return alternating
                ? (RandomStream.derive(seed.key()) + seed.epoch() & 1) == 0
                : seed.stream(Kind.FLIP).below(2) == 1;
    }

    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        if (mirrors(seed)) {
            canvas.image().mirror();
        }
    }
}
