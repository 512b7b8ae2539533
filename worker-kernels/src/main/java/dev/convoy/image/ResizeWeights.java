package dev.convoy.image;

/**
 * How much each pixel of a line contributes to each pixel of a line of another length: a triangle as wide as two pixels
 * of the coarser of both lines, around the place of the new pixel, cut at the ends and scaled to a sum of 1. Weights are
 * integers, in units of 2⁻²².
 */
final class ResizeWeights {
    static final int BITS = 22;
    /** The roundings of more weights than this could add up to a value of 256. */
    private static final int MOST_ROUNDED = 1 << 14;

    private int fromLength;
    private int toLength;
    private int offset;
    private int count;
    private boolean mirrored;
    private double scale;
    private double support;
    /** The most old pixels that contribute to a new one; where fewer do, the other weights are 0. */
    private int taps;

    private int[] starts = new int[0];
    private int[] weights = new int[0];
    private long[] pairs = new long[0];
    private double[] exact = new double[0];

    /**
     * Computes the weights for the pixels {@code offset} to {@code offset + count - 1} of the new line.
     *
     * @param mirrored whether they are wanted in reverse order
     */
    void compute(int fromLength, int toLength, int offset, int count, boolean mirrored) {
        if (this.fromLength == fromLength
                && this.toLength == toLength
                && this.offset == offset
                && this.count == count
                && this.mirrored == mirrored) {
            return;
        }
        this.fromLength = fromLength;
        this.toLength = toLength;
        this.offset = offset;
        this.count = count;
        this.mirrored = mirrored;
        scale = (double) fromLength / toLength;
        support = Math.max(scale, 1);
        taps = 0;
        for (int i = 0; i < count; i++) {
            taps = Math.max(taps, end(i) - start(i));
        }
        allocate();
        for (int i = 0; i < count; i++) {
            computeOne(i, mirrored ? count - 1 - i : i);
        }
    }

    private void allocate() {
        if (starts.length < count) {
            starts = new int[count];
        }
        if (weights.length < count * taps) {
            weights = new int[count * taps];
        }
        if (pairs.length < count * pairsOfTaps()) {
            pairs = new long[count * pairsOfTaps()];
        }
        if (exact.length < taps) {
            exact = new double[taps];
        }
    }

    private double center(int index) {
        return (offset + index + 0.5) * scale;
    }

    private int start(int index) {
        return Math.max((int) (center(index) - support + 0.5), 0);
    }

    private int end(int index) {
        // With one pixel for one, the next would have a weight of 0.
        int last = scale == 1 ? start(index) + 1 : (int) (center(index) + support + 0.5);
        return Math.min(last, fromLength);
    }

    private void computeOne(int index, int slot) {
        int start = Math.min(start(index), fromLength - taps);
        double inverse = 1 / support;
        double sum = 0;
        for (int i = 0; i < taps; i++) {
            boolean contributes = start + i >= start(index) && start + i < end(index);
            double distance = Math.abs((start + i - center(index) + 0.5) * inverse);
            exact[i] = contributes ? Math.max(1 - distance, 0) : 0;
            sum += exact[i];
        }
        double rounding = taps <= MOST_ROUNDED ? 0.5 : 0;
        starts[slot] = start;
        for (int i = 0; i < taps; i++) {
            weights[slot * taps + i] = (int) (rounding + exact[i] / sum * (1 << BITS));
        }
        for (int i = 0; i < pairsOfTaps(); i++) {
            int first = slot * taps + 2 * i;
            long second = 2 * i + 1 < taps ? weights[first + 1] : 0;
            pairs[slot * pairsOfTaps() + i] = (long) weights[first] << Integer.SIZE | second;
        }
    }

    int taps() {
        return taps;
    }

    int pairsOfTaps() {
        return (taps + 1) / 2;
    }

    /** For each new pixel, the first old one. */
    int[] starts() {
        return starts;
    }

    /** For each new pixel, {@link #taps} weights. */
    int[] weights() {
        return weights;
    }

    /** For each new pixel, its weights in pairs, the first of a pair in the higher 32 bits. */
    long[] pairs() {
        return pairs;
    }
}
