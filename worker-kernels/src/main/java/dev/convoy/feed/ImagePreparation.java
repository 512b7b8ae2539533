package dev.convoy.feed;

import dev.convoy.base.RandomStream;
import dev.convoy.feed.ImageRule.Augmentation;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import dev.convoy.image.Resizer;
import dev.convoy.image.UnreadableImageException;
import dev.convoy.kernel.graph.Shape;

/** Decodes and transforms images, one at a time. Its buffers grow to the largest image. */
final class ImagePreparation implements AutoCloseable {
    private final InputRule rule;
    private final ImageDecoder decoder;
    private final Resizer resizer = new Resizer();
    private final Raster stored = new Raster();
    private final Raster resized = new Raster();
    private final Raster expanded = new Raster();

    ImagePreparation(InputRule rule) {
        this.rule = rule;
        this.decoder = rule.format().kind() == RecordFormat.Kind.ENCODED
                ? ImageDecoders.open(rule.images().decoder())
                : null;
    }

    /**
     * @param bytes hold the stored example
     * @param seed of the image's random changes
     * @return pixels of the network's size, valid until the next call
     */
    Raster prepare(byte[] bytes, int length, long seed) throws UnreadableImageException {
        Shape shape = rule.shape();
        if (decoder != null) {
            decoder.decode(bytes, length, stored);
        } else {
            Shape size = rule.format().shape();
            stored.reset(size.height(), size.width(), size.channels());
            System.arraycopy(bytes, 0, stored.pixels(), 0, length);
        }
        RandomStream random = new RandomStream(new RandomStream(seed).nextLong());
        Raster image = sized(shape, random);
        if (rule.images().augmentations().contains(Augmentation.FLIP) && random.below(2) == 1) {
            image.mirror();
        }
        return image.channels() == shape.channels() ? image : replicated(image, shape.channels());
    }

    private Raster sized(Shape shape, RandomStream random) {
        if (rule.images().augmentations().contains(Augmentation.RANDOM_RESIZED_CROP)) {
            Region part = Region.randomResizedCrop(stored.height(), stored.width(), random);
            resized.reset(shape.height(), shape.width(), stored.channels());
            resizer.resize(stored, part, resized);
            return resized;
        }
        if (stored.height() == shape.height() && stored.width() == shape.width()) {
            return stored;
        }
        resizer.resizeAndCrop(stored, rule.images().shorterSide(), shape.height(), resized);
        return resized;
    }

    /** Gives a grey image the channels of the others. */
    private Raster replicated(Raster grey, int channels) {
        expanded.reset(grey.height(), grey.width(), channels);
        byte[] to = expanded.pixels();
        int pixels = grey.height() * grey.width();
        for (int pixel = 0, at = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < channels; channel++) {
                to[at++] = grey.pixels()[pixel];
            }
        }
        return expanded;
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
        }
    }
}
