package dev.convoy.driver.report.evaluation;

import dev.convoy.image.JpegEncoder;
import dev.convoy.image.Raster;
import dev.convoy.image.Resizer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Makes small image files for pages. Used by one thread at a time. */
public final class Thumbnail {
    /** Up to this many pixels a side, PNG keeps each pixel in about the bytes of JPEG. */
    private static final int LOSSLESS_SIDE = 40;

    private static final int QUALITY = 80;

    private final Resizer resizer = new Resizer();
    private final JpegEncoder jpeg = new JpegEncoder();
    private final Raster reduced = new Raster();
    private final int side;

    /** @param side greatest number of pixels in each direction */
    public Thumbnail(int side) {
        this.side = side;
    }

    /** Returns a {@code data:} URI of the image, with its middle only if it is not square and too large. */
    public String of(Raster image) throws IOException {
        Raster small = image;
        if (Math.max(image.height(), image.width()) > side) {
            resizer.resizeAndCrop(image, side, side, reduced);
            small = reduced;
        }
        return small.height() <= LOSSLESS_SIDE ? uri("png", png(small)) : uri("jpeg", jpeg.encode(small, QUALITY));
    }

    private static String uri(String kind, byte[] file) {
        return "data:image/" + kind + ";base64," + Base64.getEncoder().encodeToString(file);
    }

    private static byte[] png(Raster image) throws IOException {
        boolean isGrey = image.channels() == 1;
        BufferedImage pixels = new BufferedImage(
                image.width(), image.height(), isGrey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int[] values = new int[image.width() * image.channels()];
        for (int row = 0; row < image.height(); row++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = image.pixels()[row * values.length + i] & 0xff;
            }
            pixels.getRaster().setPixels(0, row, image.width(), 1, values);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(pixels, "png", file);
        return file.toByteArray();
    }
}
