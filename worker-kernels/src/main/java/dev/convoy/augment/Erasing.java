package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.base.RandomStream;
import dev.convoy.base.Range;
import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import java.util.Arrays;
import java.util.Optional;

/**
 * torchvision's {@code RandomErasing}: ten tries to find a rectangle that leaves at least a row and a column, else the
 * image stays as it is (Zhong et al.: "Random Erasing Data Augmentation", 2017). torchvision gives the rectangle the
 * normalized value 0; here it gets the pixel that is nearest to it.
 */
final class Erasing implements ImageStep {
    private static final int MAX_TRIES = 10;

    private final double probability;
    private final Range scale;
    private final Range ratio;
    private final byte[] fill;

    /** @param fill for each channel, the pixel that is normalized to about 0 */
    Erasing(Augmentation parameters, byte[] fill) {
        this.probability = parameters.number(0);
        this.scale = parameters.range(1);
        this.ratio = parameters.range(2);
        this.fill = fill;
    }

    /** Returns what is erased of an image. */
    Optional<Region> region(int imageHeight, int imageWidth, ExampleSeed seed) {
        RandomStream random = seed.stream(Kind.ERASING);
        if (random.nextDouble() >= probability) {
            return Optional.empty();
        }
        double area = (double) imageHeight * imageWidth;
        for (int i = 0; i < MAX_TRIES; i++) {
            double erased = area * scale.uniform(random);
            double aspect = ratio.logUniform(random);
            int height = (int) Math.rint(Math.sqrt(erased * aspect));
            int width = (int) Math.rint(Math.sqrt(erased / aspect));
            if (height < imageHeight && width < imageWidth) {
                int top = random.below(imageHeight - height + 1);
                int left = random.below(imageWidth - width + 1);
                boolean isEmpty = height == 0 || width == 0;
                return isEmpty ? Optional.empty() : Optional.of(new Region(top, left, height, width));
            }
        }
        return Optional.empty();
    }

    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        Raster image = canvas.image();
        region(image.height(), image.width(), seed).ifPresent(region -> fill(image, region));
    }

    private void fill(Raster image, Region region) {
        int channels = image.channels();
        for (int row = region.top(); row < region.top() + region.height(); row++) {
            int start = (row * image.width() + region.left()) * channels;
            int end = start + region.width() * channels;
            if (channels == 1) {
                Arrays.fill(image.pixels(), start, end, fill[0]);
                continue;
            }
            for (int at = start; at < end; at += channels) {
                System.arraycopy(fill, 0, image.pixels(), at, channels);
            }
        }
    }
}
