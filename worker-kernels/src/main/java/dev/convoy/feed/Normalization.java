package dev.convoy.feed;

import dev.convoy.base.InvalidInputException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Converts pixels to features of mean 0 and standard deviation 1, by the training set's statistics.
 *
 * @param mean of each channel, in pixel units (0 to 255)
 * @param deviation the standard deviation of each channel, in pixel units, above 0
 */
public record Normalization(double[] mean, double[] deviation) implements Serializable {
    /** ImageNet's mean and standard deviation of red, green and blue, as torchvision's models are trained with. */
    private static final double[] IMAGENET_MEAN = {0.485 * 255, 0.456 * 255, 0.406 * 255};

    private static final double[] IMAGENET_DEVIATION = {0.229 * 255, 0.224 * 255, 0.225 * 255};

    /** Returns a normalization that leaves pixels unchanged. */
    public static Normalization none(int channels) {
        return same(channels, 0, 1);
    }

    /** Returns a normalization with one mean and one standard deviation for all channels. */
    public static Normalization same(int channels, double mean, double deviation) {
        double[] means = new double[channels];
        double[] deviations = new double[channels];
        Arrays.fill(means, mean);
        Arrays.fill(deviations, deviation);
        return new Normalization(means, deviations);
    }

    /** @throws InvalidInputException unless the images have three channels */
    public static Normalization imagenet(int channels) {
        if (channels != IMAGENET_MEAN.length) {
            throw new InvalidInputException(
                    "data.normalization=imagenet needs images with red, green and blue",
                    channels + " channel",
                    "Choose another normalization, or prepare the images with prepare.channels=3.");
        }
        return new Normalization(IMAGENET_MEAN.clone(), IMAGENET_DEVIATION.clone());
    }

    /** @throws InvalidInputException unless there is a number for each channel */
    public static Normalization given(List<Double> mean, List<Double> deviation, int channels) {
        if (mean.size() != channels) {
            throw new InvalidInputException(
                    "data.normalization must have " + channels + " numbers in mean and deviation, one for each channel",
                    mean.size(),
                    "Give the numbers of all channels.");
        }
        return new Normalization(
                mean.stream().mapToDouble(Double::doubleValue).toArray(),
                deviation.stream().mapToDouble(Double::doubleValue).toArray());
    }

    public int channels() {
        return mean.length;
    }

    /** Whether there is a finite mean and a finite deviation above 0 for each of so many channels. */
    public boolean isUsable(int channels) {
        return mean != null
                && deviation != null
                && mean.length == channels
                && deviation.length == channels
                && Arrays.stream(mean).allMatch(Double::isFinite)
                && Arrays.stream(deviation).allMatch(value -> value > 0 && Double.isFinite(value));
    }

    /** Returns the feature for each value of an unsigned pixel of one channel. */
    public float[] table(int channel) {
        float[] table = new float[256];
        for (int pixel = 0; pixel < table.length; pixel++) {
            table[pixel] = (float) ((pixel - mean[channel]) / deviation[channel]);
        }
        return table;
    }

    /** Returns the unsigned pixel of each channel whose feature is nearest to 0. */
    public byte[] zeros() {
        byte[] zeros = new byte[mean.length];
        for (int channel = 0; channel < mean.length; channel++) {
            zeros[channel] = (byte) (int) Math.rint(Math.min(Math.max(mean[channel], 0), 255));
        }
        return zeros;
    }

    @Override
    public String toString() {
        return "mean " + Arrays.toString(mean) + ", deviation " + Arrays.toString(deviation);
    }
}
