package dev.convoy.driver.dataset.manifest;

import dev.convoy.feed.Normalization;
import java.util.List;

/**
 * The images as training sees them: decoded from what is stored.
 *
 * @param channels 1 (grey) or 3; grey images of a dataset with 3 channels are replicated when they are read
 * @param height height of all images; null if it differs
 * @param width width of all images; null if it differs
 * @param mean mean of each channel over the training split, for pixel values from 0 to 255
 * @param deviation standard deviation of each channel over the training split, on the same scale
 */
public record ImageStatistics(
        int channels, Integer height, Integer width, SizeRange sizes, List<Double> mean, List<Double> deviation) {

    /** The smallest and largest height and width of the images, each by itself. */
    public record SizeRange(int minHeight, int maxHeight, int minWidth, int maxWidth) {}

    /** Returns the normalization that gives the training images mean 0 and std 1. */
    public Normalization normalization() {
        return new Normalization(
                mean.stream().mapToDouble(Double::doubleValue).toArray(),
                deviation.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
