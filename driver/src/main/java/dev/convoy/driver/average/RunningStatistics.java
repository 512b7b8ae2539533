package dev.convoy.driver.average;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import java.io.Serializable;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * Where a batch normalization keeps its running means and variances in the parameter vector, or in a slice of it: the
 * means of its channels, then as many variances.
 *
 * @param meanOffset of the first channel's mean
 * @param channels how many there are of each
 * @param logDeviation whether log10 of the standard deviation stands in the variance's place
 */
public record RunningStatistics(int meanOffset, int channels, boolean logDeviation) implements Serializable {
    /** Those of a model that are not frozen, in the order of its parameters. */
    public static List<RunningStatistics> of(Model model) {
        return model.layers().stream()
                .filter(row -> row.definition() instanceof BatchNormalization && !row.frozen())
                .map(RunningStatistics::last)
                .toList();
    }

    /** Deeplearning4j puts them behind γ and β, if it has those. */
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

    /** Offset behind the last variance. */
    public int end() {
        return meanOffset + 2 * channels;
    }

    /** The same in a slice that starts at {@code from}. */
    public RunningStatistics shifted(int from) {
        return new RunningStatistics(meanOffset - from, channels, logDeviation);
    }

    // StrictMath: the same bits on every machine.

    double variance(double stored) {
        return logDeviation ? StrictMath.pow(10, 2 * stored) : stored;
    }

    double stored(double variance) {
        return logDeviation ? StrictMath.log10(variance) / 2 : variance;
    }
}
