package dev.convoy.image;

/**
 * How much each pixel of a line contributes to each pixel of a line of another length: a triangle as wide as two pixels
 * of the coarser of both lines, around the place of the new pixel, cut at the ends and scaled to a sum of 1. Weights are
 * integers, in units of 2⁻²².
 */
final class ResizeWeights {
    static final int BITS = 22;

    private int fromLength;
    private int toLength;
    private int offset;
    private int count;
    /** For each new pixel, the first old one, and how many there are. */
    private int[] starts = new int[0];

    private int[] taps = new int[0];
    private int stride;
    private int[] weights = new int[0];
    private double[] exact = new double[0];

    /** Computes the weights for the pixels {@code offset} to {@code offset + count - 1} of the new line. */
    void compute(int fromLength, int toLength, int offset, int count) {
        if (this.fromLength == fromLength
                && this.toLength == toLength
                && this.offset == offset
                && this.count == count) {
            return;
        }
        this.fromLength = fromLength;
        this.toLength = toLength;
        this.offset = offset;
        this.count = count;
        double scale = (double) fromLength / toLength;
        double support = Math.max(scale, 1);
        stride = 2 * (int) Math.ceil(support) + 1;
        if (starts.length < count) {
            starts = new int[count];
            taps = new int[count];
        }
        if (weights.length < count * stride) {
            weights = new int[count * stride];
        }
        if (exact.length < stride) {
            exact = new double[stride];
        }
        for (int i = 0; i < count; i++) {
            computeOne(i, (offset + i + 0.5) * scale, support);
        }
    }

    private void computeOne(int index, double center, double support) {
        int start = Math.max((int) (center - support + 0.5), 0);
        int end = Math.min((int) (center + support + 0.5), fromLength);
        double inverse = 1 / support;
        double sum = 0;
        for (int i = start; i < end; i++) {
            exact[i - start] = Math.max(1 - Math.abs((i - center + 0.5) * inverse), 0);
            sum += exact[i - start];
        }
        for (int i = 0; i < end - start; i++) {
            weights[index * stride + i] = (int) (0.5 + exact[i] / sum * (1 << BITS));
        }
        starts[index] = start;
        taps[index] = end - start;
    }

    /** Whether the new line is a part of the old one, unchanged. */
    boolean isCopy() {
        return fromLength == toLength;
    }

    /** The first old pixel of a new one. */
    int start(int index) {
        return starts[index];
    }

    /** How many old pixels contribute to a new one. */
    int taps(int index) {
        return taps[index];
    }

    /** Where the weights of a new pixel begin in {@link #weights}. */
    int first(int index) {
        return index * stride;
    }

    int[] weights() {
        return weights;
    }
}
