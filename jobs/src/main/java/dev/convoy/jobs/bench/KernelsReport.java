package dev.convoy.jobs.bench;

import dev.convoy.kernel.onednn.OneDnnProfile;
import dev.convoy.kernel.onednn.OneDnnProfile.LayerTime;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What {@code --out} receives for each case.
 *
 * @param ofBare Convoy's images/s by those of its convolution and dense primitives alone
 * @param timesAsShipped by Deeplearning4j's as shipped; null if that was not measured
 * @param timesWithHelpers by Deeplearning4j's with its oneDNN helpers on; null if that was not measured
 * @param peakGflops of the machine's best matrix multiplication, in this precision
 * @param layers milliseconds a minibatch
 */
record KernelsReport(
        String network,
        String threads,
        List<Measurement> measurements,
        double ofBare,
        Double timesAsShipped,
        Double timesWithHelpers,
        double peakGflops,
        List<LayerTime> layers,
        OneDnnProfile.Memory memory,
        Footprint footprint) {
    static final String CONVOY = "Convoy, onednn";
    static final String BARE = "its convolutions and dense layers alone";
    static final String UPDATE = "its update alone";
    static final String PEAK = "matrix multiplication";
    static final String SHIPPED = "Deeplearning4j as shipped";
    static final String HELPERS = "Deeplearning4j, oneDNN helpers on";

    private static final double MEGA = 1 << 20;

    void print(PrintStream out) {
        out.printf("%s, %s threads, gradient + update%n", network, threads);
        for (Measurement one : measurements) {
            if (!one.name().equals(PEAK)) {
                out.printf(Locale.ROOT, "  %-40s %10.1f img/s%n", one.name(), one.median());
            }
        }
        out.printf(Locale.ROOT, "  %-40s %10.1f %%%n", "Convoy of bare", 100 * ofBare);
        if (timesAsShipped != null) {
            out.printf(Locale.ROOT, "  %-40s %10.2f ×%n", "Convoy by Deeplearning4j as shipped", timesAsShipped);
            out.printf(Locale.ROOT, "  %-40s %10.2f ×%n", "Convoy by Deeplearning4j with helpers", timesWithHelpers);
        }
        out.printf(Locale.ROOT, "  %-40s %10.1f GFLOP/s%n", "matrix multiplication", peakGflops);
        out.printf(
                Locale.ROOT,
                "  memory: arena %.1f MB, %.1f MB of it kept for the backward pass; process at most %.0f MB%n",
                memory.arena() / MEGA,
                memory.kept() / MEGA,
                footprint.peakResidentBytes() / MEGA);
        out.printf(
                "  a warm step allocates %,d bytes of heap and %,d of native memory%n",
                footprint.heapBytesPerStep(), footprint.nativeBytesPerStep());
        out.printf("  %-24s %9s %9s %9s %9s   ms%n", "layer", "forward", "data", "weights", "other");
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
