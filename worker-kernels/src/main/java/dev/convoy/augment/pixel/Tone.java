package dev.convoy.augment.pixel;

import dev.convoy.image.Raster;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Changes that give each value of a pixel another one, wherever it is. Used by one thread at a time. */
public final class Tone {
    private static final int VALUES = 256;

    private final byte[] table = new byte[VALUES];
    private final int[] counts = new int[VALUES];

    /** @param factor 0: black, 1: unchanged, above 1: brighter */
    public void brightness(Raster image, double factor) {
        apply(image, value -> Blend.of(0, value, (float) factor));
    }

    /** @param factor 0: all pixels have the mean grey, 1: unchanged, above 1: more contrast */
    public void contrast(Raster image, double factor) {
        int mean = Luminance.mean(image);
        apply(image, value -> Blend.of(mean, value, (float) factor));
    }

    /**
     * Keeps the highest bits of each value.
     *
     * @param bits 0 to 8
     */
    public void posterize(Raster image, int bits) {
        apply(image, value -> value & -(1 << (Byte.SIZE - bits)));
    }

    /** Inverts the values from {@code threshold} on. */
    public void solarize(Raster image, double threshold) {
        apply(image, value -> value < threshold ? value : VALUES - 1 - value);
    }

    /** Stretches the values of each channel to 0 to 255. */
    public void autoContrast(Raster image) {
        for (int channel = 0; channel < image.channels(); channel++) {
            count(image, channel);
            int low = 0;
            while (counts[low] == 0) {
                low++;
            }
            int high = VALUES - 1;
            while (counts[high] == 0) {
                high--;
            }
            if (high > low) {
                double scale = (VALUES - 1.0) / (high - low);
                double offset = -low * scale;
                set(value -> Math.min(Math.max((int) (value * scale + offset), 0), VALUES - 1));
                apply(image, channel, image.channels());
            }
        }
    }

    /** Gives the values of each channel about equal counts. */
    public void equalize(Raster image) {
        for (int channel = 0; channel < image.channels(); channel++) {
            count(image, channel);
            int last = VALUES - 1;
            while (counts[last] == 0) {
                last--;
            }
            int step = (image.height() * image.width() - counts[last]) / (VALUES - 1);
            if (step > 0) {
                int below = step / 2;
                for (int value = 0; value < VALUES; value++) {
                    table[value] = (byte) Math.min(below / step, VALUES - 1);
                    below += counts[value];
                }
                apply(image, channel, image.channels());
            }
        }
    }

    private void count(Raster image, int channel) {
        Arrays.fill(counts, 0);
        int length = image.height() * image.width() * image.channels();
        for (int at = channel; at < length; at += image.channels()) {
            counts[image.pixels()[at] & 0xff]++;
        }
    }

    private void apply(Raster image, IntUnaryOperator newValue) {
        set(newValue);
        apply(image, 0, 1);
    }

    private void set(IntUnaryOperator newValue) {
        for (int value = 0; value < VALUES; value++) {
            table[value] = (byte) newValue.applyAsInt(value);
        }
    }

    private void apply(Raster image, int first, int step) {
        byte[] pixels = image.pixels();
        int length = image.height() * image.width() * image.channels();
        for (int at = first; at < length; at += step) {
            pixels[at] = table[pixels[at] & 0xff];
        }
    }
}
