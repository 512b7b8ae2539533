package dev.convoy.augment;

import dev.convoy.augment.pixel.AffineMap;
import dev.convoy.augment.pixel.Canvas;
import dev.convoy.base.Range;
import dev.convoy.image.Raster;

/**
 * Turns images about their middle, as torchvision's {@code RandomAffine} does: by the nearest pixel, with zeros outside.
 *
 * @param degrees the largest angle, either way
 */
record Rotation(double degrees) implements ImageStep {
    /** Returns the angle, clockwise. */
    double angle(ExampleSeed seed) {
        return new Range(-degrees, degrees).uniform(seed.stream(Kind.ROTATION));
    }

    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        Raster image = canvas.image();
        AffineMap.rotation(angle(seed), image.height(), image.width()).apply(canvas);
    }
}
