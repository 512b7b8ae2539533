package dev.convoy.driver.average;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Model;
import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * The position of a batch normalization's running means and variances in the parameter vector or in a slice of it: one
 * mean for each channel, then one variance for each channel.
 *
 * @param meanOffset offset of the first channel's mean
 * @param channels number of means, and of variances
 * @param logDeviation whether log10 of the standard deviation is stored instead of the variance
 */
public record RunningStatistics(int meanOffset, int channels, boolean logDeviation) implements Serializable {
    private static final double LEAST_VARIANCE = LayerSpec.BatchNormalization.LEAST_VARIANCE;

    /** Returns the statistics of a model's layers that are not frozen, in the order of its parameters. */
    public static List<RunningStatistics> of(Model model) {
        return model.layers().stream()
                .filter(row -> row.definition() instanceof BatchNormalization && !row.frozen())
                .map(RunningStatistics::last)
                .toList();
    }

    /** Deeplearning4j stores them after γ and β, if the layer has those. */
    private static RunningStatistics last(LayerInfo row) {
        BatchNormalization layer = (BatchNormalization) row.definition();
        int channels = Math.toIntExact(layer.getNOut());
        int end = Math.toIntExact(row.parameterOffset() + row.parameters());
        return new RunningStatistics(end - 2 * channels, channels, layer.isUseLogStd());
    }

    /** Offset of the first channel's variance. */
    public int varianceOffset() {
        return meanOffset + channels;
    }

    /** Offset after the last variance. */
    public int end() {
        return meanOffset + 2 * channels;
    }

    /** Returns the position in a slice that starts at {@code from}. */
    public RunningStatistics shifted(int from) {
        return new RunningStatistics(meanOffset - from, channels, logDeviation);
    }

    // StrictMath gives the same bits on every machine.

    double variance(double stored) {
        return logDeviation ? StrictMath.pow(10, 2 * stored) : stored;
    }

    double stored(double variance) {
        return logDeviation ? StrictMath.log10(Math.max(variance, LEAST_VARIANCE)) / 2 : variance;
    }
}
