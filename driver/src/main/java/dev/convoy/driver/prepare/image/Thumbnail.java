package dev.convoy.driver.prepare.image;

import dev.convoy.image.Raster;

/**
 * The brightness (Rec. 601) of an image, averaged over 8×8 fields. Images of one kind that are taken alike, such as shoes
 * from the side, have similar frequencies and so perceptual hashes, but other thumbnails.
 */
final class Thumbnail {
    private static final int SIDE = 8;
    static final int BYTES = SIDE * SIDE;

    private Thumbnail() {}

    /** Returns 64 unsigned bytes, row by row. A field has at least one pixel. */
    static byte[] of(Raster image) {
        byte[] fields = new byte[BYTES];
        for (int row = 0; row < SIDE; row++) {
            int top = row * image.height() / SIDE;
            int bottom = Math.max(top + 1, (row + 1) * image.height() / SIDE);
            for (int column = 0; column < SIDE; column++) {
                int left = column * image.width() / SIDE;
                int right = Math.max(left + 1, (column + 1) * image.width() / SIDE);
                long sum = 0;
                for (int y = top; y < bottom; y++) {
                    sum += brightness(image, y, left, right);
                }
                fields[row * SIDE + column] = (byte) (sum / (1000L * (bottom - top) * (right - left)));
            }
        }
        return fields;
    }

    /** Returns 1000 times the brightness of a part of a row. */
    private static long brightness(Raster image, int row, int left, int right) {
        byte[] pixels = image.pixels();
        int channels = image.channels();
        long sum = 0;
        for (int x = left; x < right; x++) {
            int at = channels * (row * image.width() + x);
            sum += channels == 1
                    ? 1000L * (pixels[at] & 0xff)
                    : 299L * (pixels[at] & 0xff) + 587L * (pixels[at + 1] & 0xff) + 114L * (pixels[at + 2] & 0xff);
        }
        return sum;
    }
}
