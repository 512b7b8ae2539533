package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.base.RandomStream;
import dev.convoy.base.Range;
import dev.convoy.image.Raster;
import java.util.Arrays;

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

    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        RandomStream random = seed.stream(Kind.ERASING);
        if (random.nextDouble() >= probability) {
            return;
        }
        Raster image = canvas.image();
        double area = (double) image.height() * image.width();
        for (int i = 0; i < MAX_TRIES; i++) {
            double erased = area * scale.uniform(random);
            double aspect = ratio.logUniform(random);
            int height = (int) Math.rint(Math.sqrt(erased * aspect));
            int width = (int) Math.rint(Math.sqrt(erased / aspect));
            if (height < image.height() && width < image.width()) {
                int top = random.below(image.height() - height + 1);
                int left = random.below(image.width() - width + 1);
                fill(image, top, left, height, width);
                return;
            }
        }
    }

    private void fill(Raster image, int top, int left, int height, int width) {
        int channels = image.channels();
        for (int row = top; row < top + height; row++) {
            int start = (row * image.width() + left) * channels;
            int end = start + width * channels;
            if (channels == 1) {
                Arrays.fill(image.pixels(), start, end, fill[0]);
                continue;
            }
            for (int at = start, channel = 0; at < end; at++) {
                image.pixels()[at] = fill[channel];
                channel = channel + 1 == channels ? 0 : channel + 1;
            }
        }
    }
}
