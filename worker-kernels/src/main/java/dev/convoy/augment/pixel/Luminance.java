package dev.convoy.augment.pixel;

import dev.convoy.image.Raster;

/** The grey of a colour, as Pillow computes it from ITU-R BT.601's weights of red, green and blue: 0.299, 0.587, 0.114. */
final class Luminance {
    private static final int BITS = 16;
    private static final int RED = 19595;
    private static final int GREEN = 38470;
    private static final int BLUE = 7471;
    private static final int HALF = 1 << (BITS - 1);

    private Luminance() {}

    /**
     * @param pixels red, green and blue from {@code at} on
     * @return 0 to 255
     */
    static int of(byte[] pixels, int at) {
        int red = pixels[at] & 0xff;
        int green = pixels[at + 1] & 0xff;
        int blue = pixels[at + 2] & 0xff;
        return (red * RED + green * GREEN + blue * BLUE + HALF) >> BITS;
    }

    /** Returns the mean of all pixels, rounded. */
    static int mean(Raster image) {
        int count = image.height() * image.width();
        long sum = 0;
        for (int pixel = 0; pixel < count; pixel++) {
            sum += image.channels() == 1 ? image.pixels()[pixel] & 0xff : of(image.pixels(), pixel * image.channels());
        }
        return (int) ((double) sum / count + 0.5);
    }
}
