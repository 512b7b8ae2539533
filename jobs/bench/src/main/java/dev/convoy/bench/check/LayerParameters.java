package dev.convoy.bench.check;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import java.util.stream.LongStream;

/** The positions of one layer's parameters in the flattened vector. */
final class LayerParameters {
    private LayerParameters() {}

    /** Returns none for a layer without parameters. */
    static int[] positions(LayerSpec layer) {
        return all(layer).mapToInt(Math::toIntExact).toArray();
    }

    private static LongStream all(LayerSpec layer) {
        if (layer instanceof Convolution convolution) {
            long inputs = convolution.input().channels() / convolution.groups();
            return filter(convolution.filter(), convolution.window(), inputs, convolution.output());
        }
        if (layer instanceof Deconvolution convolution) {
            long inputs = convolution.input().channels();
            return filter(convolution.filter(), convolution.window(), inputs, convolution.output());
        }
        if (layer instanceof Dense dense) {
            return LongStream.concat(
                    range(dense.weightsOffset(), dense.weights()), bias(dense.biasOffset(), dense.output()));
        }
        if (layer instanceof BatchNormalization normalization) {
            long end = normalization.varianceOffset() + normalization.output().channels();
            return LongStream.range(normalization.parameterOffset(), end);
        }
        return LongStream.empty();
    }

    /** @param inputs number of input channels that one output reads */
    private static LongStream filter(Filter filter, Window window, long inputs, Shape output) {
        long taps = (long) window.kernel().height() * window.kernel().width();
        return LongStream.concat(
                range(filter.weightsOffset(), output.channels() * inputs * taps), bias(filter.biasOffset(), output));
    }

    private static LongStream bias(long offset, Shape output) {
        return offset == Filter.NO_BIAS ? LongStream.empty() : range(offset, output.channels());
    }

    private static LongStream range(long offset, long count) {
        return LongStream.range(offset, offset + count);
    }
}
