package dev.convoy.driver.prepare.source.table;

import dev.convoy.driver.prepare.source.RawShape;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.util.Locale;

/**
 * Pixels as Spark's image source has them: unsigned bytes in rows, channels in the order blue, green, red, alpha; the
 * mode is OpenCV's type number, channels − 1 times 8 for unsigned bytes.
 */
record OpenCvPixels(RawShape shape, byte[] pixels) {
    private static final int GREY = 0;
    private static final int BLUE_GREEN_RED = 16;
    private static final int WITH_ALPHA = 24;

    /** @throws LostImageException if the mode is another, or the size is not that of the bytes */
    static OpenCvPixels of(int height, int width, int mode, byte[] data) throws LostImageException {
        int channels =
                switch (mode) {
                    case GREY -> 1;
                    case BLUE_GREEN_RED -> 3;
                    case WITH_ALPHA -> 4;
                    default ->
                        throw new LostImageException(
                                mode < 0
                                        ? "could not be decoded by the program that wrote it"
                                        : "has OpenCV's mode " + mode + ", not 8UC1, 8UC3 or 8UC4");
                };
        if (height < 1 || width < 1 || (long) height * width * channels != data.length) {
            throw new LostImageException(String.format(
                    Locale.ROOT, "has %,d bytes of pixels for %d×%d×%d", data.length, height, width, channels));
        }
        if (channels == 1) {
            return new OpenCvPixels(new RawShape(height, width, 1), data);
        }
        byte[] pixels = new byte[height * width * 3];
        for (int i = 0; i < height * width; i++) {
            int alpha = channels == 4 ? data[i * 4 + 3] & 0xff : 255;
            for (int c = 0; c < 3; c++) {
                pixels[i * 3 + c] = overWhite(data[i * channels + 2 - c] & 0xff, alpha);
            }
        }
        return new OpenCvPixels(new RawShape(height, width, 3), pixels);
    }

    /** Blends with white: value · alpha/255 + 255 · (1 − alpha/255), rounded. */
    private static byte overWhite(int value, int alpha) {
        return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}
