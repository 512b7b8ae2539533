package dev.convoy.augment.pixel;

/** Pillow's {@code Image.blend}: in float32, cut off towards 0. */
final class Blend {
    private Blend() {}

    /**
     * Returns {@code from + factor · (to − from)}, at least 0 and at most 255.
     *
     * @param from 0 to 255
     * @param to 0 to 255
     */
    static byte of(int from, int to, float factor) {
        return (byte) Math.min(Math.max((int) (from + factor * (to - from)), 0), 255);
    }
}
