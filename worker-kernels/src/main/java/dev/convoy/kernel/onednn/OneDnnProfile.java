package dev.convoy.kernel.onednn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import dev.convoy.kernel.onednn.program.Arena;
import dev.convoy.kernel.onednn.program.MemoryUse;
import dev.convoy.kernel.onednn.program.Program.Timed;
import dev.convoy.kernel.onednn.program.Step.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.javacpp.Pointer;

/** Measures for benchmarks the time of each step of a network, and of its convolutions and dense layers alone. */
public final class OneDnnProfile implements AutoCloseable {
    private final Arena arena = new Arena();
    private final OneDnnNetwork network;
    private final List<Timed> steps;
    private final MemoryUse memory;

    /**
     * The time of one layer, in milliseconds per minibatch.
     *
     * @param backwardData the gradient by its input
     * @param backwardWeights the gradient by its weights
     * @param other everything but convolution and dense primitives: activations, pooling, normalization, reorders
     */
    public record LayerTime(String layer, double forward, double backwardData, double backwardWeights, double other) {}

    /** @throws IllegalArgumentException if this engine cannot compute the model */
    public OneDnnProfile(Model model, Precision precision, int batchSize) {
        try {
            Network compiled = NetworkCompiler.compile(model);
            data_type type = OneDnnProvider.type(precision);
            try (OneDnnNetwork real = new OneDnnNetwork(compiled, batchSize, type, true, arena)) {
                this.memory = real.program().usage();
            }
            // Primitives must read the values that they would read in training: leftovers of another kind may be slow
            // to compute with.
            this.network = new OneDnnNetwork(compiled, batchSize, type, false, arena);
        } catch (UnsupportedLayerException e) {
            throw new IllegalArgumentException(e);
        }
        this.steps = network.program().training();
    }

    /** Runs one whole pass, so that every buffer holds real values; its vectors stay bound. */
    public void fill(Pointer parameters, Batch batch, Pointer gradient) {
        network.gradient(parameters, batch, gradient);
    }

    /** Runs the convolution and dense primitives alone, forward and backward, on what {@link #fill} left. */
    public void runBare() {
        for (Timed timed : steps) {
            if (timed.step().role() != Role.OTHER) {
                timed.step().run();
            }
        }
    }

    /** Runs all steps {@code repetitions} times and measures each. */
    public List<LayerTime> times(int repetitions) {
        Map<String, Map<Role, Double>> byLayer = new LinkedHashMap<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (Timed timed : steps) {
                long start = System.nanoTime();
                timed.step().run();
                double milliseconds = (System.nanoTime() - start) / 1e6;
                byLayer.computeIfAbsent(timed.layer(), layer -> new EnumMap<>(Role.class))
                        .merge(timed.step().role(), milliseconds / repetitions, Double::sum);
            }
        }
        List<LayerTime> times = new ArrayList<>();
        byLayer.forEach((layer, by) -> times.add(new LayerTime(
                layer,
                by.getOrDefault(Role.FORWARD, 0.0),
                by.getOrDefault(Role.BACKWARD_DATA, 0.0),
                by.getOrDefault(Role.BACKWARD_WEIGHTS, 0.0),
                by.getOrDefault(Role.OTHER, 0.0))));
        return times;
    }

    /** Returns the memory of a kernel for this batch size. */
    public MemoryUse memory() {
        return memory;
    }

    @Override
    public void close() {
        network.close();
        arena.close();
    }
}
