package dev.convoy.feed;

import dev.convoy.augment.Augmenter;
import dev.convoy.augment.ExampleSeed;
import dev.convoy.augment.pixel.Canvas;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import dev.convoy.image.Raster;
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
    private final Raster spare = new Raster();
    private final Augmenter augmenter;

    /**
     * Creates one that changes no image at random.
     *
     * @param input shape of the network's input
     */
    public ImagePreparation(ImageRule rule, Shape input) {
        this(rule.withoutAugmentations(), input, Normalization.none(input.channels()));
    }

    /**
     * @param input shape of the network's input
     * @param normalization of the pixels, which are not normalized here
     */
    public ImagePreparation(ImageRule rule, Shape input, Normalization normalization) {
        this.rule = rule;
        this.input = input;
        this.augmenter = new Augmenter(rule.augmentations(), input.height(), input.width(), normalization.zeros());
    }

    /**
     * @param bytes hold an image file, or pixels, in their first {@code length} bytes
     * @param raw shape of the pixels, or null if the bytes are a file
     * @param seed of the image's random changes
     * @return pixels of the network's size, valid until the next call
     * @throws UnreadableImageException if it cannot be decoded, or has colours and the network takes grey images
     */
    public Raster prepare(byte[] bytes, int length, Shape raw, ExampleSeed seed) throws UnreadableImageException {
        Raster image = augmenter.choosesFrame() ? cropped(bytes, length, raw, seed) : whole(bytes, length, raw);
        if (image.channels() > input.channels()) {
            throw new UnreadableImageException("has colours, and the network takes grey images");
        }
        Canvas canvas =
                new Canvas(image.channels() == input.channels() ? image : replicated(image, input.channels()), spare);
        augmenter.apply(canvas, seed);
        return canvas.image();
    }

    private Raster cropped(byte[] bytes, int length, Shape raw, ExampleSeed seed) throws UnreadableImageException {
        if (raw == null) {
            decoder().decode(bytes, length, (height, width) -> augmenter.frame(height, width, seed), resized);
        } else {
            load(bytes, length, raw);
            resizer.resize(stored, augmenter.frame(stored.height(), stored.width(), seed), resized);
        }
        return resized;
    }

    private Raster whole(byte[] bytes, int length, Shape raw) throws UnreadableImageException {
        load(bytes, length, raw);
        return sized();
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
        if (stored.height() == input.height() && stored.width() == input.width() && rule.keeps(input)) {
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
