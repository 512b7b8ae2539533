package dev.convoy.driver.dataset;

import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Normalization;
import java.io.Serializable;
import java.util.Arrays;

/** Mean and deviation of the pixels of each channel; in integers, so that no order of summation matters. */
public final class PixelStatistics implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long[] sums;
    private final long[] squares;
    private long pixels;

    public PixelStatistics(int channels) {
        this.sums = new long[channels];
        this.squares = new long[channels];
    }

    /** @param images any number of images of {@code shape}, one after the other, each channel by channel; unsigned */
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

    /** Adds those of other images of as many channels. */
    public void merge(PixelStatistics other) {
        for (int channel = 0; channel < sums.length; channel++) {
            sums[channel] += other.sums[channel];
            squares[channel] += other.squares[channel];
        }
        pixels += other.pixels;
    }

    /** What gives the images mean 0 and deviation 1. */
    public Normalization normalization() {
        double count = pixels;
        double[] mean = Arrays.stream(sums).mapToDouble(sum -> sum / count).toArray();
        double[] deviation = new double[mean.length];
        for (int channel = 0; channel < deviation.length; channel++) {
            double variance = squares[channel] / count - mean[channel] * mean[channel];
            // All pixels alike: any divisor serves, as the features are 0.
            deviation[channel] = variance > 0 ? Math.sqrt(variance) : 1;
        }
        return new Normalization(mean, deviation);
    }
}
