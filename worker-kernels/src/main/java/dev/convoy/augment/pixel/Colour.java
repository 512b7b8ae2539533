package dev.convoy.augment.pixel;

import dev.convoy.image.Raster;

/** Changes of the colours of an image. Grey images have none and stay as they are. */
public final class Colour {
    private static final int RGB = 3;
    private static final int MAX = 255;

    private Colour() {}

    /** @param factor 0: grey, 1: unchanged, above 1: more colour */
    public static void saturation(Raster image, double factor) {
        if (image.channels() != RGB) {
            return;
        }
        byte[] pixels = image.pixels();
        float share = (float) factor;
        int length = image.height() * image.width() * RGB;
        for (int at = 0; at < length; at += RGB) {
            int grey = Luminance.of(pixels, at);
            pixels[at] = Blend.of(grey, pixels[at] & 0xff, share);
            pixels[at + 1] = Blend.of(grey, pixels[at + 1] & 0xff, share);
            pixels[at + 2] = Blend.of(grey, pixels[at + 2] & 0xff, share);
        }
    }

    /**
     * Turns all hues, in Pillow's HSV of bytes.
     *
     * @param turn share of the circle, −0.5 to 0.5; as torchvision does, its 255ths are cut off towards 0
     */
    public static void hue(Raster image, double turn) {
        if (image.channels() != RGB) {
            return;
        }
        int steps = (int) (turn * MAX);
        int length = image.height() * image.width() * RGB;
        for (int at = 0; at < length; at += RGB) {
            turn(image.pixels(), at, steps);
        }
    }

    private static void turn(byte[] pixels, int at, int steps) {
        int red = pixels[at] & 0xff;
        int green = pixels[at + 1] & 0xff;
        int blue = pixels[at + 2] & 0xff;
        int value = Math.max(red, Math.max(green, blue));
        int range = value - Math.min(red, Math.min(green, blue));
        // Without saturation, the hue does not matter.
        int saturation = range == 0 ? 0 : (int) ((float) range / value * (double) MAX);
        if (saturation == 0) {
            pixels[at] = (byte) value;
            pixels[at + 1] = (byte) value;
            pixels[at + 2] = (byte) value;
            return;
        }
        int hue = (hue(red, green, blue, value, range) + steps) & 0xff;
        write(pixels, at, hue, saturation, value);
    }

    /** Returns 0 to 255: red, yellow, green, cyan, blue, magenta, and red again. */
    private static int hue(int red, int green, int blue, int value, float range) {
        float fromRed = (value - red) / range;
        float fromGreen = (value - green) / range;
        float fromBlue = (value - blue) / range;
        float sixths;
        if (red == value) {
            sixths = fromBlue - fromGreen;
        } else if (green == value) {
            sixths = (float) (2.0 + fromRed - fromBlue);
        } else {
            sixths = (float) (4.0 + fromGreen - fromRed);
        }
        float turn = (float) ((sixths / 6.0 + 1.0) % 1.0);
        return (int) (turn * (double) MAX);
    }

    private static void write(byte[] pixels, int at, int hue, int saturation, int value) {
        double sixths = hue * 6.0 / MAX;
        int sector = (int) sixths;
        float rest = (float) (sixths - sector);
        float share = (float) (saturation / (double) MAX);
        byte low = rounded(value * (1.0 - share));
        byte falling = rounded(value * (1.0 - share * rest));
        byte rising = rounded(value * (1.0 - share * (1.0 - rest)));
        byte high = (byte) value;
        switch (sector % 6) {
            case 0 -> set(pixels, at, high, rising, low);
            case 1 -> set(pixels, at, falling, high, low);
            case 2 -> set(pixels, at, low, high, rising);
            case 3 -> set(pixels, at, low, falling, high);
            case 4 -> set(pixels, at, rising, low, high);
            default -> set(pixels, at, high, low, falling);
        }
    }

    private static byte rounded(double value) {
        return (byte) (int) (value + 0.5);
    }

    private static void set(byte[] pixels, int at, byte red, byte green, byte blue) {
        pixels[at] = red;
        pixels[at + 1] = green;
        pixels[at + 2] = blue;
    }
}
