package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.LocalResponseNormalization;
import java.util.Arrays;
import java.util.List;

/** Writes normalizations, in their form for inference. */
final class NormalizationNodes {
    private NormalizationNodes() {}

    /**
     * Uses the running statistics, with the variance itself even if Deeplearning4j stores log10 of the standard
     * deviation.
     */
    static Value batch(GraphWriter graph, BatchNormalization layer, Value input) {
        int channels = layer.output().channels();
        float[] gamma = graph.parameters(layer.gammaOffset(), layer.locked() ? 0 : channels);
        float[] beta = graph.parameters(layer.betaOffset(), layer.locked() ? 0 : channels);
        if (layer.locked()) {
            gamma = constant(layer.lockedGamma(), channels);
            beta = constant(layer.lockedBeta(), channels);
        }
        float[] variance = graph.parameters(layer.varianceOffset(), channels);
        if (layer.logDeviation()) {
            for (int channel = 0; channel < channels; channel++) {
                variance[channel] = (float) Math.pow(10, 2.0 * variance[channel]);
            }
        }
        List<String> operands = List.of(
                input.name(),
                graph.floats(layer, "gamma", gamma, channels),
                graph.floats(layer, "beta", beta, channels),
                graph.floats(layer, "mean", graph.parameters(layer.meanOffset(), channels), channels),
                graph.floats(layer, "variance", variance, channels));
        return graph.node(
                layer, "BatchNormalization", input.image(), operands, Attributes.of("epsilon", layer.epsilon()));
    }

    /** ONNX divides α by the number of channels in a sum. */
    static Value localResponse(GraphWriter graph, LocalResponseNormalization layer, Value input) {
        int size = 2 * layer.reach() + 1;
        return graph.node(
                layer,
                "LRN",
                true,
                List.of(graph.image(layer, input).name()),
                Attributes.of("size", size),
                Attributes.of("alpha", layer.alpha() * size),
                Attributes.of("beta", layer.beta()),
                Attributes.of("bias", layer.k()));
    }

    private static float[] constant(double value, int count) {
        float[] values = new float[count];
        Arrays.fill(values, (float) value);
        return values;
    }
}
