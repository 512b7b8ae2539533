package dev.convoy.image.format;

/**
 * Brightness and two differences of colour to red, green and blue (JFIF 1.02: R = Y + 1.402 Cr, G = Y − 0.34414 Cb −
 * 0.71414 Cr, B = Y + 1.772 Cb), in integers of 2⁻¹⁶, rounded as libjpeg does.
 */
final class JpegColours {
    private static final int BITS = 16;
    private static final int HALF = 1 << (BITS - 1);
    private static final int CR_TO_RED = fixed(1.402);
    private static final int CR_TO_GREEN = fixed(0.71414);
    private static final int CB_TO_GREEN = fixed(0.34414);
    private static final int CB_TO_BLUE = fixed(1.772);

    private JpegColours() {}

    /**
     * Converts in place.
     *
     * @param step components of a pixel: 3, or 4 of which the last stays and the others become inverted ink
     */
    static void toRgb(byte[] row, int width, int step) {
        // Adobe stores inverted ink as if it were colour, and libjpeg inverts what it converts.
        int inverted = step == 4 ? 255 : 0;
        for (int x = 0; x < width; x++) {
            int at = x * step;
            int y = row[at] & 0xff;
            int cb = (row[at + 1] & 0xff) - 128;
            int cr = (row[at + 2] & 0xff) - 128;
            row[at] = clamped(y + ((CR_TO_RED * cr + HALF) >> BITS), inverted);
            row[at + 1] = clamped(y + ((HALF - CB_TO_GREEN * cb - CR_TO_GREEN * cr) >> BITS), inverted);
            row[at + 2] = clamped(y + ((CB_TO_BLUE * cb + HALF) >> BITS), inverted);
        }
    }

    private static byte clamped(int value, int inverted) {
        return (byte) (Math.max(0, Math.min(value, 255)) ^ inverted);
    }

    private static int fixed(double value) {
        return (int) (value * (1 << BITS) + 0.5);
    }
}
