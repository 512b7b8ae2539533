package dev.convoy.driver.prepare.image;

import dev.convoy.driver.dataset.ChannelSums;
import dev.convoy.driver.dataset.parquet.ImageRow;
import dev.convoy.driver.prepare.image.ImageFacts.Looks;
import dev.convoy.driver.prepare.image.ImageFacts.Size;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageFormat;
import dev.convoy.image.JpegEncoder;
import dev.convoy.image.Raster;
import dev.convoy.image.Resizer;
import dev.convoy.image.UnreadableImageException;
import java.util.Arrays;

/**
 * Takes images in: each is decoded once, measured, and brought into the form in which it is stored. Used by one thread at
 * a time.
 */
public final class ImageIntake implements AutoCloseable {
    private final ImageDecoder decoder;
    private final StorageRule rule;
    private final int channels;
    private final Buffers buffers;
    private final JpegEncoder encoder = new JpegEncoder();
    private final Resizer resizer = new Resizer();

    /** Images of one form; each may take hundreds of MB. */
    private record Buffers(Raster decoded, Raster resized, Raster seen) {}

    /** @param channels 1 to refuse images with colours, otherwise 0 or 3 */
    public ImageIntake(ImageDecoder decoder, StorageRule rule, int channels) {
        this(decoder, rule, channels, new Buffers(new Raster(), new Raster(), new Raster()));
    }

    private ImageIntake(ImageDecoder decoder, StorageRule rule, int channels, Buffers buffers) {
        this.decoder = decoder;
        this.rule = rule;
        this.channels = channels;
        this.buffers = buffers;
    }

    /** Returns an intake for another form with this one's decoder and buffers, for the same thread; close only this one. */
    public ImageIntake with(StorageRule other) {
        return new ImageIntake(decoder, other, channels, buffers);
    }

    /**
     * @param source the file that holds it
     * @throws UnreadableImageException with a reason, if the image cannot be in a dataset
     */
    public PreparedImage take(SourceImage image, String source) throws UnreadableImageException {
        if (image.label() == null) {
            throw new UnreadableImageException("no label");
        }
        Raster decoded = buffers.decoded();
        Raster resized = buffers.resized();
        Raster seen = buffers.seen();
        String kind = decode(image, decoded);
        if (channels == 1 && decoded.channels() != 1) {
            throw new UnreadableImageException("colours, though prepare.channels is 1");
        }
        Looks looks = Looks.of(decoded);
        boolean changes = rule.changes(decoded);
        Raster stored = decoded;
        if (changes) {
            rule.resize(decoded, resizer, resized);
            stored = resized;
        }
        String encoding = kind;
        byte[] pixels = image.bytes();
        if (rule.isRaw() || image.raw() != null) {
            encoding = ImageRow.RAW;
            pixels = Arrays.copyOf(stored.pixels(), stored.height() * stored.width() * stored.channels());
        } else if (changes) {
            encoding = ImageFormat.JPEG.key();
            pixels = encoder.encode(resized, rule.quality());
            // Training sees what comes out of the JPEG, not what went in.
            decoder.decode(pixels, pixels.length, seen);
            stored = seen;
        }
        ImageFacts facts = new ImageFacts(
                image.label(),
                kind,
                new Size(stored.height(), stored.width()),
                PreparedImage.rowBytes(image, source, pixels),
                looks,
                ChannelSums.of(stored));
        return new PreparedImage(facts, source, image.group(), encoding, pixels);
    }

    /** Decodes an image, and returns what its file is. */
    private String decode(SourceImage image, Raster decoded) throws UnreadableImageException {
        byte[] bytes = image.bytes();
        if (image.raw() != null) {
            decoded.reset(image.raw().height(), image.raw().width(), image.raw().channels());
            System.arraycopy(bytes, 0, decoded.pixels(), 0, bytes.length);
            return ImageRow.RAW;
        }
        decoder.decode(bytes, bytes.length, decoded);
        return ImageFormat.of(bytes, bytes.length).orElseThrow().key();
    }

    @Override
    public void close() {
        decoder.close();
    }
}
