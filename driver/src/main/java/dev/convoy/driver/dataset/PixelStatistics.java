package dev.convoy.driver.dataset;

import dev.convoy.feed.Normalization;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Computes mean and standard deviation (std) of the pixels of each channel. The sums are integers, so that the order of
 * summation does not matter.
 */
public final class PixelStatistics implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] sums;
    private final long[] squares;
    private long pixels;

    public PixelStatistics(int channels) {
        this.sums = new long[channels];
        this.squares = new long[channels];
    }

    /**
     * @param images hold images in their first {@code length} bytes: unsigned, the channels of a pixel side by side
     */
    public void add(byte[] images, int length) {
        int channels = sums.length;
        for (int channel = 0; channel < channels; channel++) {
            long sum = 0;
            long square = 0;
            for (int i = channel; i < length; i += channels) {
                int pixel = images[i] & 0xff;
                sum += pixel;
                square += (long) pixel * pixel;
            }
            sums[channel] += sum;
            squares[channel] += square;
        }
        pixels += length / channels;
    }

    /** Adds the statistics of other images with the same number of channels. */
    public void merge(PixelStatistics other) {
        for (int channel = 0; channel < sums.length; channel++) {
            sums[channel] += other.sums[channel];
            squares[channel] += other.squares[channel];
        }
        pixels += other.pixels;
    }

    /** Returns the normalization that gives the images mean 0 and std 1. */
    public Normalization normalization() {
        double count = pixels;
        double[] mean = Arrays.stream(sums).mapToDouble(sum -> sum / count).toArray();
        double[] deviation = new double[mean.length];
        for (int channel = 0; channel < deviation.length; channel++) {
            double variance = squares[channel] / count - mean[channel] * mean[channel];
            // If all pixels are equal, the features are 0 and any divisor will do.
            deviation[channel] = variance > 0 ? Math.sqrt(variance) : 1;
        }
        return new Normalization(mean, deviation);
    }
}
