package dev.convoy.image;

import dev.convoy.image.format.BmpReader;
import dev.convoy.image.format.DamagedFileException;
import dev.convoy.image.format.GifReader;
import dev.convoy.image.format.JpegHeader;
import dev.convoy.image.format.PixelReader;
import dev.convoy.image.format.PngReader;
import dev.convoy.image.format.TiffReader;
import dev.convoy.image.format.WebpHeader;

/**
 * What all decoders share: formats are detected, limits hold before anything is allocated, formats without loss are
 * decoded in Java, and images are turned upright. A subclass decodes the others.
 */
abstract class PortableDecoder implements ImageDecoder {
    /** Names the rules that {@link ImageDecoders} lists, and the formats that are decoded here. */
    static final String RULES =
            "java-1=png,bmp,gif,tiff/exif=apply/grey=copy/16bit=high/alpha=white/cmyk=k*c/icc=ignore";

    /** No format packs more bytes of pixels into a byte of its file. */
    private static final long MAX_EXPANSION = 4096;

    private final PngReader png = new PngReader();
    private final BmpReader bmp = new BmpReader();
    private final GifReader gif = new GifReader();
    private final TiffReader tiff = new TiffReader();
    private final JpegHeader jpeg = new JpegHeader();
    private final WebpHeader webp = new WebpHeader();
    /** An image before it is turned. */
    private final Raster stored = new Raster();
    /** An image before it is resized, or what is used of it. */
    private final Raster whole = new Raster();

    private final Resizer resizer = new Resizer();

    @Override
    public final void decode(byte[] file, int length, Raster to) throws UnreadableImageException {
        ImageFormat format = format(file, length);
        run(format, () -> {
            switch (format) {
                case JPEG -> jpeg(file, length, to);
                case WEBP -> webp(file, length, to);
                case PNG -> read(png, file, length, to);
                case BMP -> read(bmp, file, length, to);
                case GIF -> read(gif, file, length, to);
                case TIFF -> read(tiff, file, length, to);
            }
        });
    }

    /** A part of decoding. */
    private interface Part {
        void run() throws DamagedFileException;
    }

    /** A decoder that trips over a damaged file must not end the job. */
    private static void run(ImageFormat format, Part part) throws UnreadableImageException {
        try {
            part.run();
        } catch (DamagedFileException e) {
            throw new UnreadableImageException(format.key() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new UnreadableImageException(
                    format.key() + ": the decoder failed: " + e.getClass().getSimpleName(), e);
        }
    }

    @Override
    public final void decode(byte[] file, int length, Frame.Choice choice, Raster to) throws UnreadableImageException {
        if (format(file, length) == ImageFormat.JPEG && decodeUpright(file, length, choice, to)) {
            return;
        }
        decode(file, length, whole);
        resizer.resize(whole, choice.of(whole.height(), whole.width()), to);
    }

    private static ImageFormat format(byte[] file, int length) throws UnreadableImageException {
        if (length == 0) {
            throw new UnreadableImageException("empty file");
        }
        return ImageFormat.of(file, length)
                .orElseThrow(() -> new UnreadableImageException("no JPEG, PNG, BMP, GIF, TIFF or WebP file"));
    }

    /** Decodes a JPEG file without the pixels outside of the frame's region, unless it must be turned. */
    private boolean decodeUpright(byte[] file, int length, Frame.Choice choice, Raster to)
            throws UnreadableImageException {
        run(ImageFormat.JPEG, () -> openJpeg(file, length));
        if (jpeg.orientation() != 1) {
            return false;
        }
        Frame frame = choice.of(jpeg.height(), jpeg.width());
        Region region = frame.region();
        whole.reset(region.height(), region.width(), jpeg.components() == 1 ? 1 : 3);
        run(ImageFormat.JPEG, () -> decodeJpeg(jpeg, file, length, region, whole));
        resizer.resize(whole, frame.ofRegion(), to);
        return true;
    }

    private void jpeg(byte[] file, int length, Raster to) throws DamagedFileException {
        openJpeg(file, length);
        int channels = jpeg.components() == 1 ? 1 : 3;
        Raster target = target(jpeg.orientation(), jpeg.height(), jpeg.width(), channels, to);
        decodeJpeg(jpeg, file, length, Region.whole(target), target);
        turn(jpeg.orientation(), to);
    }

    private void openJpeg(byte[] file, int length) throws DamagedFileException {
        jpeg.open(file, length);
        check(jpeg.height(), jpeg.width());
    }

    private void webp(byte[] file, int length, Raster to) throws DamagedFileException {
        webp.open(file, length);
        check(webp.height(), webp.width());
        Raster target = target(webp.orientation(), webp.height(), webp.width(), 3, to);
        decodeWebp(file, length, target);
        turn(webp.orientation(), to);
    }

    private void read(PixelReader reader, byte[] file, int length, Raster to) throws DamagedFileException {
        reader.open(file, length);
        check(reader.height(), reader.width());
        if ((long) reader.height() * reader.width() > length * MAX_EXPANSION) {
            throw new DamagedFileException("too short for the size that its header names");
        }
        Raster target = target(reader.orientation(), reader.height(), reader.width(), reader.channels(), to);
        reader.read(target.pixels());
        turn(reader.orientation(), to);
    }

    /** Decodes a region into a raster that has the region's size. */
    abstract void decodeJpeg(JpegHeader header, byte[] file, int length, Region region, Raster to)
            throws DamagedFileException;

    /** Decodes into a raster that has the image's size. */
    abstract void decodeWebp(byte[] file, int length, Raster to) throws DamagedFileException;

    private static void check(int height, int width) throws DamagedFileException {
        if (Math.max(height, width) > ImageDecoders.MAX_SIDE) {
            throw new DamagedFileException(
                    "a side of " + height + "×" + width + " pixels is longer than " + ImageDecoders.MAX_SIDE);
        }
        if ((long) height * width > ImageDecoders.MAX_PIXELS) {
            throw new DamagedFileException(height + "×" + width + " pixels are more than "
                    + ImageDecoders.MAX_PIXELS / 1_000_000 + " megapixels");
        }
    }

    private Raster target(int orientation, int height, int width, int channels, Raster to) {
        Raster target = orientation == 1 ? to : stored;
        target.reset(height, width, channels);
        return target;
    }

    private void turn(int orientation, Raster to) {
        if (orientation != 1) {
            Orientation.apply(orientation, stored, to);
        }
    }

    @Override
    public void close() {
        png.close();
        tiff.close();
    }
}
