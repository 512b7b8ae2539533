package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Shift;
import dev.convoy.base.RandomStream;
import dev.convoy.base.Range;
import dev.convoy.image.Raster;

/**
 * Moves images by whole pixels, as torchvision's {@code RandomAffine} does, with zeros outside.
 *
 * @param share the largest distance, as a share of the width or the height
 */
record Translation(double share) implements ImageStep {
    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        RandomStream random = seed.stream(Kind.TRANSLATION);
        Raster image = canvas.image();
        int right = pixels(image.width(), random);
        int down = pixels(image.height(), random);
        Shift.apply(canvas, down, right);
    }

    private int pixels(int side, RandomStream random) {
        double most = share * side;
        return (int) Math.rint(new Range(-most, most).uniform(random));
    }
}
