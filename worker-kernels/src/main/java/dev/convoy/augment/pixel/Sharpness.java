package dev.convoy.augment.pixel;

import dev.convoy.image.Raster;

/** Pillow's {@code ImageEnhance.Sharpness}. */
public final class Sharpness {
    /** Weight of the pixel itself; its eight neighbours have 1 each. */
    private static final int CENTRE = 5;

    private static final int SUM = 13;

    private Sharpness() {}

    /**
     * Blends the image with a smoothed one; the pixels of its edge stay as they are.
     *
     * @param factor 0: smoothed, 1: unchanged, above 1: sharper
     */
    public static void apply(Canvas canvas, double factor) {
        Raster from = canvas.image();
        Raster to = canvas.next();
        byte[] pixels = from.pixels();
        int channels = from.channels();
        int line = from.width() * channels;
        System.arraycopy(pixels, 0, to.pixels(), 0, canvas.length());
        float share = (float) factor;
        for (int row = 1; row < from.height() - 1; row++) {
            int end = (row + 1) * line - channels;
            for (int at = row * line + channels; at < end; at++) {
                int sum = three(pixels, at - line, channels)
                        + three(pixels, at, channels)
                        + three(pixels, at + line, channels)
                        + (CENTRE - 1) * (pixels[at] & 0xff);
                // Rounded: the sum is a whole number, and 13 is odd.
                int smooth = (2 * sum + SUM) / (2 * SUM);
                to.pixels()[at] = Blend.of(smooth, pixels[at] & 0xff, share);
            }
        }
        canvas.turn();
    }

    private static int three(byte[] pixels, int at, int step) {
        return (pixels[at - step] & 0xff) + (pixels[at] & 0xff) + (pixels[at + step] & 0xff);
    }
}
