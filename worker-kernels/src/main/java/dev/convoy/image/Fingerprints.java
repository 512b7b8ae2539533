package dev.convoy.image;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** Numbers by which equal and similar images are found. */
public final class Fingerprints {
    /** The side of the image whose frequencies make a perceptual hash. */
    private static final int SIDE = 32;

    private static final int FREQUENCIES = 8;
    /** What a frequency must be above the median, in 1/1000 of a brightness: more than sums are rounded by. */
    private static final double MARGIN = 1;

    /** The cosines of frequencies 1 to 8 at the middles of 32 pixels. */
    private static final double[][] COSINES = cosines();

    private Fingerprints() {}

    /** Returns the CRC-32 and the CRC-32C of size and pixels: equal images have equal numbers, others hardly ever. */
    public static long ofPixels(Raster image) {
        CRC32 crc32 = new CRC32();
        CRC32C crc32c = new CRC32C();
        for (int value : new int[] {image.height(), image.width(), image.channels()}) {
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                crc32.update(value >>> shift);
                crc32c.update(value >>> shift);
            }
        }
        int length = image.height() * image.width() * image.channels();
        crc32.update(image.pixels(), 0, length);
        crc32c.update(image.pixels(), 0, length);
        return crc32.getValue() << 32 | crc32c.getValue();
    }

    /**
     * Returns 64 bits of which few differ between similar images, whatever their sizes: of the brightness (Rec. 601)
     * averaged to 32×32 pixels, the cosine transform's lowest 8×8 frequencies without those that are constant in a
     * direction, each compared with their median; an
     * image of one colour has 0. The method is that of pHash (Zauner: "Implementation and benchmarking
     * of perceptual image hash functions", 2010).
     */
    public static long perceptual(Raster image) {
        double[] frequencies = frequencies(brightness(image));
        double[] sorted = frequencies.clone();
        Arrays.sort(sorted);
        double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
        long hash = 0;
        for (double frequency : frequencies) {
            hash = hash << 1 | (frequency > median + MARGIN ? 1 : 0);
        }
        return hash;
    }

    /** Returns the average brightness of 32×32 fields, each of which has at least one pixel. */
    private static double[] brightness(Raster image) {
        double[] fields = new double[SIDE * SIDE];
        for (int row = 0; row < SIDE; row++) {
            int top = start(row, image.height());
            int bottom = end(row, image.height());
            for (int column = 0; column < SIDE; column++) {
                int left = start(column, image.width());
                int right = end(column, image.width());
                long sum = 0;
                for (int y = top; y < bottom; y++) {
                    sum += brightness(image, y, left, right);
                }
                fields[row * SIDE + column] = (double) sum / ((long) (bottom - top) * (right - left));
            }
        }
        return fields;
    }

    /** Returns 1000 times the brightness of a part of a row. */
    private static long brightness(Raster image, int row, int left, int right) {
        byte[] pixels = image.pixels();
        int start = row * image.width();
        long sum = 0;
        if (image.channels() == 1) {
            for (int x = left; x < right; x++) {
                sum += pixels[start + x] & 0xff;
            }
            return 1000 * sum;
        }
        for (int x = left; x < right; x++) {
            int at = 3 * (start + x);
            sum += 299 * (pixels[at] & 0xff) + 587 * (pixels[at + 1] & 0xff) + 114 * (pixels[at + 2] & 0xff);
        }
        return sum;
    }

    private static int start(int field, int length) {
        return (int) ((long) field * length / SIDE);
    }

    private static int end(int field, int length) {
        return Math.max(start(field + 1, length), start(field, length) + 1);
    }

    private static double[] frequencies(double[] fields) {
        double[] alongRows = new double[SIDE * FREQUENCIES];
        for (int row = 0; row < SIDE; row++) {
            for (int f = 0; f < FREQUENCIES; f++) {
                double sum = 0;
                for (int x = 0; x < SIDE; x++) {
                    sum += fields[row * SIDE + x] * COSINES[f][x];
                }
                alongRows[row * FREQUENCIES + f] = sum;
            }
        }
        double[] frequencies = new double[FREQUENCIES * FREQUENCIES];
        for (int g = 0; g < FREQUENCIES; g++) {
            for (int f = 0; f < FREQUENCIES; f++) {
                double sum = 0;
                for (int row = 0; row < SIDE; row++) {
                    sum += alongRows[row * FREQUENCIES + f] * COSINES[g][row];
                }
                frequencies[g * FREQUENCIES + f] = sum;
            }
        }
        return frequencies;
    }

    private static double[][] cosines() {
        double[][] cosines = new double[FREQUENCIES][SIDE];
        for (int f = 0; f < FREQUENCIES; f++) {
            for (int x = 0; x < SIDE; x++) {
                cosines[f][x] = StrictMath.cos(Math.PI * (f + 1) * (x + 0.5) / SIDE);
            }
        }
        return cosines;
    }
}
