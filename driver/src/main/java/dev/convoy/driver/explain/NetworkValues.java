package dev.convoy.driver.explain;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Computes any value of a network for some images, as at test time.
 *
 * @param parameters the flattened parameters, float32
 */
record NetworkValues(NetworkKernelProvider engine, Network network, Pointer parameters) {
    /** Values that are computed at a time: the engine and Java hold them several times over. */
    private static final long CHUNK_VALUES = 4_000_000;

    /** Takes one value of one image. */
    interface Sink {
        /** @param at index of the first of the value's numbers */
        void value(int image, int value, float[] numbers, int at);
    }

    /**
     * Computes values in ascending order, for all images one value before the next.
     *
     * @param features of each image
     * @param wanted numbers of values above 0, ascending
     */
    void compute(List<float[]> features, List<Integer> wanted, Sink sink) {
        for (List<Integer> chunk : chunks(wanted)) {
            Network probe = ProbeNetwork.of(network, chunk);
            float[] numbers = new float[probe.outputs()];
            float[] labels = new float[probe.outputs()];
            try (GradientKernel kernel = engine.open(probe, Precision.FLOAT32)) {
                for (int image = 0; image < features.size(); image++) {
                    kernel.evaluate(parameters, new Batch(1, features.get(image), labels, 0), numbers);
                    int at = 0;
                    for (int value : chunk) {
                        sink.value(image, value, numbers, at);
                        at += size(value);
                    }
                }
            }
        }
    }

    private int size(int value) {
        return Math.toIntExact(network.nodes().get(value - 1).layer().output().size());
    }

    private List<List<Integer>> chunks(List<Integer> wanted) {
        List<List<Integer>> chunks = new ArrayList<>();
        long size = CHUNK_VALUES;
        for (int value : wanted) {
            if (size + size(value) > CHUNK_VALUES) {
                chunks.add(new ArrayList<>());
                size = 0;
            }
            chunks.get(chunks.size() - 1).add(value);
            size += size(value);
        }
        return chunks;
    }
}
