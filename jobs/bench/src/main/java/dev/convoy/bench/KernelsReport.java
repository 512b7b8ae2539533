package dev.convoy.bench;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.bench.measure.Footprint;
import dev.convoy.bench.measure.Measurement;
import dev.convoy.kernel.onednn.OneDnnProfile.LayerTime;
import dev.convoy.kernel.onednn.program.MemoryUse;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The content of {@code --out} for each case.
 *
 * @param ratios ratios of images/s, medians of the pairs; those of a contender that did not take part are missing
 * @param peakGflops speed of the machine's best matrix multiplication, in this precision
 * @param layers times of each layer, in milliseconds for a minibatch
 */
record KernelsReport(
        String network,
        String threads,
        List<Measurement> measurements,
        Map<String, Double> ratios,
        double peakGflops,
        List<LayerTime> layers,
        @JsonUnwrapped Memory held) {
    static final String CONVOY = "Convoy, onednn";
    static final String BARE = "its convolutions and dense layers alone";
    static final String UPDATE = "its update alone";
    static final String TWO_TASKS = "Convoy, two tasks of one thread";
    static final String PEAK = "matrix multiplication";
    static final String SHIPPED = "Deeplearning4j as shipped";
    static final String HELPERS = "Deeplearning4j, oneDNN helpers on";

    private static final double MEGA = 1 << 20;

    /**
     * The memory of the process.
     *
     * @param vectors bytes of parameters, gradient and optimizer state
     * @param memoryShare bytes in use divided by the least possible: vectors, and activations that the backward pass
     *     needs
     */
    record Memory(MemoryUse memory, long vectors, double memoryShare, Footprint footprint) {
        Memory(MemoryUse memory, long vectors, Footprint footprint) {
            this(memory, vectors, (double) (memory.arena() + vectors) / (memory.activations() + vectors), footprint);
        }
    }

    /** @param peakGigaoperations operations of a matrix multiplication for one image, in billions */
    KernelsReport(
            String network,
            String threads,
            List<Measurement> measurements,
            double peakGigaoperations,
            List<LayerTime> layers,
            Memory held) {
        this(
                network,
                threads,
                measurements,
                ratios(measurements),
                named(PEAK, measurements).orElseThrow().median() * peakGigaoperations,
                layers,
                held);
    }

    private static Map<String, Double> ratios(List<Measurement> measurements) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        Measurement convoy = named(CONVOY, measurements).orElseThrow();
        for (String other : List.of(BARE, SHIPPED, HELPERS)) {
            named(other, measurements).ifPresent(peer -> ratios.put("Convoy by " + other, convoy.ratioTo(peer)));
        }
        named(TWO_TASKS, measurements)
                .ifPresent(two -> ratios.put("two tasks of one thread by one of all threads", two.ratioTo(convoy)));
        return ratios;
    }

    private static Optional<Measurement> named(String name, List<Measurement> measurements) {
        return measurements.stream()
                .filter(measured -> measured.name().equals(name))
                .findFirst();
    }

    void print(PrintStream out) {
        out.printf(Locale.ROOT, "%s, %s threads, gradient + update%n", network, threads);
        for (Measurement measured : measurements) {
            if (!measured.name().equals(PEAK)) {
                out.printf(Locale.ROOT, "  %-52s %10.1f img/s%n", measured.name(), measured.median());
            }
        }
        ratios.forEach((name, ratio) -> out.printf(Locale.ROOT, "  %-52s %10.3f ×%n", name, ratio));
        out.printf(Locale.ROOT, "  %-52s %10.1f GFLOP/s%n", PEAK, peakGflops);
        out.printf(
                Locale.ROOT,
                "  memory in MB: vectors %.1f, arena %.1f; for the backward pass %.1f of weights, %.1f of activations;"
                        + " scratch %.1f%n",
                held.vectors() / MEGA,
                held.memory().arena() / MEGA,
                held.memory().weights() / MEGA,
                held.memory().activations() / MEGA,
                held.memory().scratch() / MEGA);
        out.printf(
                Locale.ROOT,
                "  memory in use / least possible %.3f ×; peak memory of the process %.0f MB%n",
                held.memoryShare(),
                held.footprint().peakResidentBytes() / MEGA);
        out.printf(
                Locale.ROOT,
                "  a warm step allocates %,d bytes of heap and %,d of native memory%n",
                held.footprint().heapBytesPerStep(),
                held.footprint().nativeBytesPerStep());
        out.printf(Locale.ROOT, "  %-24s %9s %9s %9s %9s   ms%n", "layer", "forward", "data", "weights", "other");
        layers.forEach(layer -> row(out, layer));
        row(
                out,
                new LayerTime(
                        "all",
                        sum(LayerTime::forward),
                        sum(LayerTime::backwardData),
                        sum(LayerTime::backwardWeights),
                        sum(LayerTime::other)));
    }

    private double sum(ToDoubleFunction<LayerTime> column) {
        return layers.stream().mapToDouble(column).sum();
    }

    private static void row(PrintStream out, LayerTime time) {
        out.printf(
                Locale.ROOT,
                "  %-24s %9.2f %9.2f %9.2f %9.2f%n",
                time.layer(),
                time.forward(),
                time.backwardData(),
                time.backwardWeights(),
                time.other());
    }
}
