package dev.convoy.image;

import java.util.Arrays;

/**
 * Resizes images by antialiased bilinear interpolation, to the bit as Pillow's {@code Image.resize} with
 * {@code BILINEAR} does, which torchvision uses for images from files: rows first, rounded to bytes, then columns, with
 * weights of 22 bits. torchvision's {@code antialias=True} for tensors is the same up to rounding. {@link ResizeWeights}
 * has the formula. The result depends on nothing but the arguments. Used by one thread at a time.
 */
public final class Resizer {
    private static final int HALF = 1 << (ResizeWeights.BITS - 1);
    /** The narrowed rows that are kept; if more contribute to a row, they are computed again for the next. */
    private static final int KEPT_ROWS = 64;

    private final ResizeWeights columns = new ResizeWeights();
    private final ResizeWeights rows = new ResizeWeights();
    private final RowResizer rowResizer = new RowResizer();
    /** Row r of the region at its new width, or another one, is in r mod {@link #KEPT_ROWS}. */
    private final int[][] narrowed = new int[KEPT_ROWS][0];

    private final int[] narrowedRows = new int[KEPT_ROWS];
    private int[] sums = new int[0];

    /**
     * Resizes a region of an image.
     *
     * @param to receives the result; its size is the size wanted, its channels those of {@code from}
     */
    public void resize(Raster from, Region region, Raster to) {
        resize(from, Frame.resized(region, to.height(), to.width()), to);
    }

    /** Resizes a whole image such that its shorter side has a length: {@link Frame#shorterSide}. */
    public void resizeShorterSide(Raster from, int length, Raster to) {
        resize(from, Frame.shorterSide(from.height(), from.width(), length), to);
    }

    /** Cuts a square from the middle of a resized image, of which nothing else is computed: {@link Frame#centerCrop}. */
    public void resizeAndCrop(Raster from, int length, int size, Raster to) {
        resize(from, Frame.centerCrop(from.height(), from.width(), length, size), to);
    }

    /**
     * Resizes what a frame names.
     *
     * @param to receives the result, and takes the size of the frame's window
     */
    public void resize(Raster from, Frame frame, Raster to) {
        Region region = frame.region();
        Region window = frame.window();
        if (region.top() + region.height() > from.height() || region.left() + region.width() > from.width()) {
            throw new IllegalArgumentException(
                    region + " of an image of " + from.height() + "×" + from.width() + " pixels");
        }
        to.reset(window.height(), window.width(), from.channels());
        columns.compute(region.width(), frame.width(), window.left(), window.width(), frame.mirrored());
        rows.compute(region.height(), frame.height(), window.top(), window.height(), false);
        Arrays.fill(narrowedRows, -1);
        int length = window.width() * from.channels();
        if (sums.length < length) {
            sums = new int[length];
        }
        for (int row = 0; row < window.height(); row++) {
            weigh(from, region, row, length);
            round(sums, length, to.pixels(), row * length);
        }
    }

    /** Computes a row of the new image, in units of 2⁻²². */
    private void weigh(Raster from, Region region, int row, int length) {
        int start = rows.starts()[row];
        int taps = rows.taps();
        int[] weights = rows.weights();
        int first = row * taps;
        int[] line = line(from, region, start, length);
        if (taps == 1) {
            set(sums, length, line, weights[first]);
            return;
        }
        int[] second = line(from, region, start + 1, length);
        if (taps == 2) {
            set(sums, length, line, weights[first], second, weights[first + 1]);
            return;
        }
        int[] third = line(from, region, start + 2, length);
        set(sums, length, line, weights[first], second, weights[first + 1], third, weights[first + 2]);
        for (int tap = 3; tap < taps; tap++) {
            add(sums, length, line(from, region, start + tap, length), weights[first + tap]);
        }
    }

    // These loops are simple enough for vector instructions.

    private static void set(int[] sums, int length, int[] a, int v) {
        for (int i = 0; i < length; i++) {
            sums[i] = HALF + a[i] * v;
        }
    }

    private static void set(int[] sums, int length, int[] a, int v, int[] b, int w) {
        for (int i = 0; i < length; i++) {
            sums[i] = HALF + a[i] * v + b[i] * w;
        }
    }

    private static void set(int[] sums, int length, int[] a, int v, int[] b, int w, int[] c, int x) {
        for (int i = 0; i < length; i++) {
            sums[i] = HALF + a[i] * v + b[i] * w + c[i] * x;
        }
    }

    private static void add(int[] sums, int length, int[] a, int v) {
        for (int i = 0; i < length; i++) {
            sums[i] += a[i] * v;
        }
    }

    private static void round(int[] sums, int length, byte[] to, int start) {
        for (int i = 0; i < length; i++) {
            to[start + i] = (byte) (sums[i] >> ResizeWeights.BITS);
        }
    }

    /** Returns a row of the region at its new width. */
    private int[] line(Raster from, Region region, int row, int length) {
        int slot = row % KEPT_ROWS;
        if (narrowedRows[slot] != row) {
            if (narrowed[slot].length < length) {
                narrowed[slot] = new int[length];
            }
            int start = ((region.top() + row) * from.width() + region.left()) * from.channels();
            rowResizer.resize(from.pixels(), start, from.channels(), columns, length / from.channels(), narrowed[slot]);
            narrowedRows[slot] = row;
        }
        return narrowed[slot];
    }
}
