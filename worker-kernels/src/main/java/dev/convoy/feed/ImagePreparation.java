package dev.convoy.feed;

import dev.convoy.base.RandomStream;
import dev.convoy.feed.ImageRule.Augmentation;
import dev.convoy.image.Frame;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import dev.convoy.image.Resizer;
import dev.convoy.image.UnreadableImageException;
import dev.convoy.kernel.graph.Shape;

/**
 * Decodes images and gives them the size of the network's input, one at a time. Its buffers grow to the largest image.
 * Used by one thread at a time.
 */
public final class ImagePreparation implements AutoCloseable {
    private final ImageRule rule;
    private final Shape input;
    private ImageDecoder decoder;
    private final Resizer resizer = new Resizer();
    private final Raster stored = new Raster();
    private final Raster resized = new Raster();
    private final Raster expanded = new Raster();

    /** @param input shape of the network's input */
    public ImagePreparation(ImageRule rule, Shape input) {
        this.rule = rule;
        this.input = input;
    }

    /**
     * @param bytes hold an image file, or pixels, in their first {@code length} bytes
     * @param raw shape of the pixels, or null if the bytes are a file
     * @param seed of the image's random changes
     * @return pixels of the network's size, valid until the next call
     * @throws UnreadableImageException if it cannot be decoded, or has colours and the network takes grey images
     */
    public Raster prepare(byte[] bytes, int length, Shape raw, long seed) throws UnreadableImageException {
        RandomStream random = new RandomStream(new RandomStream(seed).nextLong());
        Raster image;
        if (rule.augmentations().contains(Augmentation.RANDOM_RESIZED_CROP)) {
            image = cropped(bytes, length, raw, random);
        } else {
            load(bytes, length, raw);
            image = sized();
            if (flipped(random)) {
                image.mirror();
            }
        }
        if (image.channels() > input.channels()) {
            throw new UnreadableImageException("has colours, and the network takes grey images");
        }
        return image.channels() == input.channels() ? image : replicated(image, input.channels());
    }

    private Raster cropped(byte[] bytes, int length, Shape raw, RandomStream random) throws UnreadableImageException {
        if (raw == null) {
            decoder().decode(bytes, length, (height, width) -> frame(height, width, random), resized);
        } else {
            load(bytes, length, raw);
            resizer.resize(stored, frame(stored.height(), stored.width(), random), resized);
        }
        return resized;
    }

    private Frame frame(int imageHeight, int imageWidth, RandomStream random) {
        Region part = Region.randomResizedCrop(imageHeight, imageWidth, random);
        Region whole = new Region(0, 0, input.height(), input.width());
        return new Frame(part, input.height(), input.width(), whole, flipped(random));
    }

    private boolean flipped(RandomStream random) {
        return rule.augmentations().contains(Augmentation.FLIP) && random.below(2) == 1;
    }

    private void load(byte[] bytes, int length, Shape raw) throws UnreadableImageException {
        if (raw == null) {
            decoder().decode(bytes, length, stored);
        } else {
            stored.reset(raw.height(), raw.width(), raw.channels());
            System.arraycopy(bytes, 0, stored.pixels(), 0, length);
        }
    }

    private ImageDecoder decoder() {
        decoder = decoder == null ? ImageDecoders.open(rule.decoder()) : decoder;
        return decoder;
    }

    private Raster sized() throws UnreadableImageException {
        if (stored.height() == input.height() && stored.width() == input.width()) {
            return stored;
        }
        if (input.height() != input.width()) {
            throw new UnreadableImageException("has " + stored.height() + "×" + stored.width()
                    + " pixels, and the network takes " + input.height() + "×" + input.width());
        }
        resizer.resizeAndCrop(stored, rule.shorterSide(), input.height(), resized);
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
