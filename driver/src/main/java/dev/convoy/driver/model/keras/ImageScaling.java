package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import dev.convoy.feed.Normalization;
import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.Map;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * What Keras's layers {@code Rescaling} and {@code Normalization} do to the images before the network: {@code pixel ·
 * factor + offset}, channel by channel.
 */
record ImageScaling(double[] factor, double[] offset) {
    /** Keras's least standard deviation: {@code keras.config.epsilon()}. */
    private static final double LEAST_DEVIATION = 1e-7;

    static ImageScaling none(int channels) {
        double[] factor = new double[channels];
        Arrays.fill(factor, 1);
        return new ImageScaling(factor, new double[channels]);
    }

    /**
     * Returns this scaling and then a layer's.
     *
     * @param arrays the layer's arrays in the file, by name
     */
    ImageScaling then(KerasLayer layer, Map<String, Dataset> arrays) {
        return layer.kind().equals("Rescaling") ? rescaled(layer) : normalized(layer, arrays);
    }

    private ImageScaling rescaled(KerasLayer layer) {
        return then(numbers(layer, "scale", 1), numbers(layer, "offset", 0));
    }

    private ImageScaling normalized(KerasLayer layer, Map<String, Dataset> arrays) {
        if (layer.settings().flag("invert", false)) {
            throw layer.place().unsupported("a Normalization with invert");
        }
        double[] mean = statistics(layer, arrays, "mean");
        double[] variance = statistics(layer, arrays, "variance");
        double[] by = new double[mean.length];
        double[] plus = new double[mean.length];
        for (int i = 0; i < mean.length; i++) {
            by[i] = 1 / Math.max(Math.sqrt(variance[i]), LEAST_DEVIATION);
            plus[i] = -mean[i] * by[i];
        }
        return then(by, plus);
    }

    private ImageScaling then(double[] by, double[] plus) {
        double[] factors = new double[factor.length];
        double[] offsets = new double[factor.length];
        for (int i = 0; i < factor.length; i++) {
            factors[i] = factor[i] * by[i];
            offsets[i] = offset[i] * by[i] + plus[i];
        }
        return new ImageScaling(factors, offsets);
    }

    /** The statistics are in the layer's settings, or, where it has computed them itself, among the weights. */
    private double[] statistics(KerasLayer layer, Map<String, Dataset> arrays, String key) {
        if (layer.settings().has(key)) {
            return numbers(layer, key, 0);
        }
        LayerArrays stored = new LayerArrays(layer.place(), arrays, 0);
        float[] values = stored.values(key, factor.length);
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }

    /** Reads one number for all channels, or one for each, at any depth of lists. */
    private double[] numbers(KerasLayer layer, String key, double otherwise) {
        JsonNode given = layer.settings().get(key);
        while (given.isArray() && given.size() == 1) {
            given = given.get(0);
        }
        double[] numbers = new double[factor.length];
        if (!given.isArray()) {
            Arrays.fill(
                    numbers,
                    given.isNumber() ? given.asDouble() : layer.settings().number(key, otherwise));
        } else if (given.size() == numbers.length) {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = given.get(i).asDouble(Double.NaN);
            }
        } else {
            throw layer.place()
                    .unsupported(key + " with " + given.size() + " numbers for " + numbers.length + " channels");
        }
        return numbers;
    }

    /** Returns it as {@code (pixel − mean) / deviation}. */
    Normalization normalization(FileLocation place) {
        double[] mean = new double[factor.length];
        double[] deviation = new double[factor.length];
        for (int i = 0; i < factor.length; i++) {
            mean[i] = -offset[i] / factor[i] + 0.0;
            deviation[i] = 1 / factor[i];
        }
        Normalization normalization = new Normalization(mean, deviation);
        if (!normalization.isUsable(factor.length)) {
            throw place.unsupported("scaling of images by " + Arrays.toString(factor));
        }
        return normalization;
    }
}
