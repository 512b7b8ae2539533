package dev.convoy.driver.dataset;

import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Normalization;
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
     * @param images any number of images of {@code shape}, one after the other, each channel by channel; unsigned bytes
     */
    public void add(Shape shape, byte[] images) {
        int plane = shape.height() * shape.width();
        for (int i = 0; i < images.length; i++) {
            int channel = i / plane % shape.channels();
            int pixel = images[i] & 0xff;
            sums[channel] += pixel;
            squares[channel] += (long) pixel * pixel;
        }
        pixels += images.length / shape.channels();
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
