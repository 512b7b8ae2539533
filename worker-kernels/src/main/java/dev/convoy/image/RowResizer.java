package dev.convoy.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Brings rows of pixels to another width. Of colour, one multiplication of 64 bits weighs the same channel of two pixels
 * that lie side by side: (p + q·2³²)·(v + w·2³²) has p·w + q·v in its higher half, and its lower half, p·v, is too small
 * to carry. The loops over a row have no inner loop for the usual numbers of weights.
 */
final class RowResizer {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Reading eight bytes at a pixel may pass the image's end by so many bytes. */
    static final int OVERREAD_BYTES = 8;

    private static final int SHIFT = Integer.SIZE + ResizeWeights.BITS;
    private static final long HALF = 1L << (SHIFT - 1);
    private static final long LOW_PIXEL = 0xffffffL;
    private static final long HIGH_PIXEL = LOW_PIXEL << Integer.SIZE;
    /** A channel of two pixels. */
    private static final long CHANNEL = (0xffL << Integer.SIZE) | 0xffL;

    private long[] sums = new long[0];

    /**
     * Writes a row at its new width.
     *
     * @param start where the row begins in {@code pixels}
     * @param width the new width
     */
    void resize(byte[] pixels, int start, int channels, ResizeWeights weights, int width, int[] to) {
        if (channels == 1) {
            grey(pixels, start, weights, width, to);
        } else if (weights.pairsOfTaps() == 1) {
            twoTaps(pixels, start, weights.starts(), weights.pairs(), width, to);
        } else if (weights.pairsOfTaps() == 2) {
            fourTaps(pixels, start, weights.starts(), weights.pairs(), width, to);
        } else if (weights.pairsOfTaps() == 3) {
            sixTaps(pixels, start, weights.starts(), weights.pairs(), width, to);
        } else {
            manyTaps(pixels, start, weights, width, to);
        }
    }

    private static void twoTaps(byte[] pixels, int start, int[] starts, long[] pairs, int width, int[] to) {
        for (int x = 0; x < width; x++) {
            long a = twoPixels(pixels, start + 3 * starts[x]);
            long v = pairs[x];
            to[3 * x] = (int) ((HALF + red(a) * v) >>> SHIFT);
            to[3 * x + 1] = (int) ((HALF + green(a) * v) >>> SHIFT);
            to[3 * x + 2] = (int) ((HALF + blue(a) * v) >>> SHIFT);
        }
    }

    private static void fourTaps(byte[] pixels, int start, int[] starts, long[] pairs, int width, int[] to) {
        for (int x = 0; x < width; x++) {
            int at = start + 3 * starts[x];
            long a = twoPixels(pixels, at);
            long b = twoPixels(pixels, at + 6);
            long v = pairs[2 * x];
            long w = pairs[2 * x + 1];
            to[3 * x] = (int) ((HALF + red(a) * v + red(b) * w) >>> SHIFT);
            to[3 * x + 1] = (int) ((HALF + green(a) * v + green(b) * w) >>> SHIFT);
            to[3 * x + 2] = (int) ((HALF + blue(a) * v + blue(b) * w) >>> SHIFT);
        }
    }

    private static void sixTaps(byte[] pixels, int start, int[] starts, long[] pairs, int width, int[] to) {
        for (int x = 0; x < width; x++) {
            int at = start + 3 * starts[x];
            long a = twoPixels(pixels, at);
            long b = twoPixels(pixels, at + 6);
            long c = twoPixels(pixels, at + 12);
            long v = pairs[3 * x];
            long w = pairs[3 * x + 1];
            long u = pairs[3 * x + 2];
            to[3 * x] = (int) ((HALF + red(a) * v + red(b) * w + red(c) * u) >>> SHIFT);
            to[3 * x + 1] = (int) ((HALF + green(a) * v + green(b) * w + green(c) * u) >>> SHIFT);
            to[3 * x + 2] = (int) ((HALF + blue(a) * v + blue(b) * w + blue(c) * u) >>> SHIFT);
        }
    }

    private void manyTaps(byte[] pixels, int start, ResizeWeights weights, int width, int[] to) {
        if (sums.length < 3 * width) {
            sums = new long[3 * width];
        }
        for (int i = 0; i < 3 * width; i++) {
            sums[i] = HALF;
        }
        for (int pair = 0; pair < weights.pairsOfTaps(); pair++) {
            addPair(pixels, start + 6 * pair, weights, pair, width);
        }
        for (int i = 0; i < 3 * width; i++) {
            to[i] = (int) (sums[i] >>> SHIFT);
        }
    }

    private void addPair(byte[] pixels, int start, ResizeWeights weights, int pair, int width) {
        int[] starts = weights.starts();
        long[] pairs = weights.pairs();
        int count = weights.pairsOfTaps();
        long[] target = sums;
        for (int x = 0; x < width; x++) {
            long two = twoPixels(pixels, start + 3 * starts[x]);
            long weight = pairs[count * x + pair];
            target[3 * x] += red(two) * weight;
            target[3 * x + 1] += green(two) * weight;
            target[3 * x + 2] += blue(two) * weight;
        }
    }

    /** Returns a pixel in the lowest three bytes, and the next one 32 bits higher. */
    private static long twoPixels(byte[] pixels, int at) {
        long eight = (long) EIGHT_BYTES.get(pixels, at);
        return (eight & LOW_PIXEL) | (eight << 8 & HIGH_PIXEL);
    }

    private static long red(long twoPixels) {
        return twoPixels & CHANNEL;
    }

    private static long green(long twoPixels) {
        return twoPixels >>> 8 & CHANNEL;
    }

    private static long blue(long twoPixels) {
        return twoPixels >>> 16 & CHANNEL;
    }

    private void grey(byte[] pixels, int start, ResizeWeights weights, int width, int[] to) {
        for (int x = 0; x < width; x++) {
            to[x] = 1 << (ResizeWeights.BITS - 1);
        }
        for (int tap = 0; tap < weights.taps(); tap++) {
            addTap(pixels, start + tap, weights, tap, width, to);
        }
        for (int x = 0; x < width; x++) {
            to[x] >>>= ResizeWeights.BITS;
        }
    }

    private static void addTap(byte[] pixels, int start, ResizeWeights weights, int tap, int width, int[] to) {
        int[] starts = weights.starts();
        int[] values = weights.weights();
        int taps = weights.taps();
        for (int x = 0; x < width; x++) {
            to[x] += (pixels[start + starts[x]] & 0xff) * values[taps * x + tap];
        }
    }
}
