package dev.convoy.feed;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Converts pixels to features of mean 0 and standard deviation 1, by the training set's statistics.
 *
 * @param mean of each channel, in pixel units (0 to 255)
 * @param deviation the standard deviation of each channel, in pixel units, above 0
 */
public record Normalization(double[] mean, double[] deviation) implements Serializable {
    /** Returns a normalization that leaves pixels unchanged. */
    public static Normalization none(int channels) {
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        return new Normalization(new double[channels], ones);
    }

    /** Returns the feature for each value of an unsigned pixel of one channel. */
    public float[] table(int channel) {
        float[] table = new float[256];
        for (int pixel = 0; pixel < table.length; pixel++) {
            table[pixel] = (float) ((pixel - mean[channel]) / deviation[channel]);
        }
        return table;
    }
}
