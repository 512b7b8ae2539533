package dev.convoy.driver.dataset;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.convoy.feed.Normalization;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Exact sums over any number of images with the same number of channels. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class PixelSums implements Serializable {
    private static final long serialVersionUID = 1L;

    // 64 bits hold the squares of 10¹⁴ pixels, which a billion images have.
    private BigInteger pixels = BigInteger.ZERO;
    private final List<BigInteger> sums = new ArrayList<>();
    private final List<BigInteger> squares = new ArrayList<>();

    /** For JSON. */
    PixelSums() {}

    public PixelSums(int channels) {
        for (int channel = 0; channel < channels; channel++) {
            sums.add(BigInteger.ZERO);
            squares.add(BigInteger.ZERO);
        }
    }

    public void add(ChannelSums image) {
        pixels = pixels.add(BigInteger.valueOf(image.pixels()));
        for (int channel = 0; channel < sums.size(); channel++) {
            sums.set(channel, sums.get(channel).add(BigInteger.valueOf(image.sums()[channel])));
            squares.set(channel, squares.get(channel).add(BigInteger.valueOf(image.squares()[channel])));
        }
    }

    public void merge(PixelSums other) {
        pixels = pixels.add(other.pixels);
        for (int channel = 0; channel < sums.size(); channel++) {
            sums.set(channel, sums.get(channel).add(other.sums.get(channel)));
            squares.set(channel, squares.get(channel).add(other.squares.get(channel)));
        }
    }

    /** Adds grey images to each channel of these. */
    public void mergeGrey(PixelSums grey) {
        pixels = pixels.add(grey.pixels);
        for (int channel = 0; channel < sums.size(); channel++) {
            sums.set(channel, sums.get(channel).add(grey.sums.get(0)));
            squares.set(channel, squares.get(channel).add(grey.squares.get(0)));
        }
    }

    /** Returns the normalization that gives the images mean 0 and standard deviation 1. */
    public Normalization normalization() {
        return new Normalization(
                mean().stream().mapToDouble(Double::doubleValue).toArray(),
                deviation().stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Mean of each channel, on the scale of 0 to 255; 0 if there are no pixels. */
    public List<Double> mean() {
        double count = Math.max(1, pixels.doubleValue());
        return sums.stream().map(sum -> sum.doubleValue() / count).toList();
    }

    /** Standard deviation of each channel; 1 if it is 0, because any divisor will then do. */
    public List<Double> deviation() {
        double count = Math.max(1, pixels.doubleValue());
        List<Double> mean = mean();
        List<Double> deviation = new ArrayList<>();
        for (int channel = 0; channel < sums.size(); channel++) {
            double variance = squares.get(channel).doubleValue() / count - mean.get(channel) * mean.get(channel);
            deviation.add(variance > 0 ? Math.sqrt(variance) : 1);
        }
        return deviation;
    }
}
