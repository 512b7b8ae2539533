package dev.convoy.image.format;

/** Arithmetic of samples: fewer than eight bits, and transparency. */
public final class Samples {
    private static final int OPAQUE = 255;

    private Samples() {}

    /** Returns a value over white, rounded to the nearest: (c·a + 255·(255 − a)) / 255. */
    public static int overWhite(int value, int alpha) {
        return (value * alpha + OPAQUE * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE;
    }

    /** Returns what a sample of 1, 2 or 4 bits must be multiplied by for its largest value to be 255. */
    static int scale(int bits) {
        return OPAQUE / ((1 << bits) - 1);
    }

    /** Returns a sample of 1, 2, 4 or 8 bits in a packed row, highest bits first. */
    static int packed(byte[] row, int start, int index, int bits) {
        int bit = index * bits;
        int value = row[start + (bit >> 3)] & 0xff;
        return value >> (Byte.SIZE - bits - (bit & 7)) & ((1 << bits) - 1);
    }
}
