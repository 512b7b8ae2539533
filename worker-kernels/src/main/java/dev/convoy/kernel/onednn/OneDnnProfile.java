package dev.convoy.kernel.onednn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.NetworkCompiler;
import dev.convoy.kernel.graph.UnsupportedLayer;
import dev.convoy.kernel.onednn.Program.Timed;
import dev.convoy.kernel.onednn.Step.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;

/** For benchmarks: what a network's steps cost, one by one, and what its convolutions and dense layers cost alone. */
public final class OneDnnProfile implements AutoCloseable {
    private final OneDnnNetwork network;
    private final List<Timed> steps;

    /**
     * Where one layer's time goes, in milliseconds a minibatch.
     *
     * @param backwardData the gradient by its input
     * @param backwardWeights the gradient by its weights
     * @param other all that is no convolution or dense primitive: activations, pooling, normalization, reorders
     */
    public record LayerTime(String layer, double forward, double backwardData, double backwardWeights, double other) {}

    /**
     * Bytes beside parameters, gradients and updater state.
     *
     * @param arena the one buffer that everything lies in
     * @param weights in it between the forward and the backward pass: weights as oneDNN wants them
     * @param activations in it there: values, masks and indices that the backward pass needs
     * @param scratch what the greediest primitive needs while it runs
     */
    public record Memory(long arena, long weights, long activations, long scratch) {}

    /** @throws IllegalArgumentException if the model is not for this engine */
    public OneDnnProfile(Model model, Precision precision, int batchSize) {
        try {
            this.network = new OneDnnNetwork(NetworkCompiler.compile(model), batchSize, OneDnnProvider.type(precision));
        } catch (UnsupportedLayer e) {
            throw new IllegalArgumentException(e);
        }
        this.steps = network.program().training();
    }

    /** One whole pass, so that every buffer holds real values; its vectors stay bound. */
    public void fill(Pointer parameters, Batch batch, Pointer gradient) {
        network.gradient(parameters, batch, gradient);
    }

    /** The convolution and dense primitives alone, forward and backward, on what {@link #fill} left. */
    public void runBare() {
        for (Timed timed : steps) {
            if (timed.step().role() != Role.OTHER) {
                timed.step().run();
            }
        }
    }

    /** Runs all steps {@code repetitions} times, each under the clock. */
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

    public Memory memory() {
        Program.Usage usage = network.program().usage();
        return new Memory(usage.arena(), usage.weights(), usage.activations(), usage.scratch());
    }

    @Override
    public void close() {
        network.close();
    }
}
