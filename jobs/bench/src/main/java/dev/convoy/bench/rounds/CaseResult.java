package dev.convoy.bench.rounds;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rounds of one size.
 *
 * @param peer null if it was not run
 */
record CaseResult(
        int parameters,
        int workers,
        int slices,
        @JsonUnwrapped Times times,
        @JsonUnwrapped Bytes bytes,
        @JsonUnwrapped Memory memory,
        Peer peer) {
    /**
     * How long the rounds took.
     *
     * @param repetitions seconds of each round
     * @param seconds of the round of median length, which the phases and bytes are of
     * @param phases seconds by phase, which sum to {@code seconds}
     */
    record Times(List<Double> repetitions, double seconds, Map<Phase, Double> phases) {}

    /**
     * What passed the driver in a round.
     *
     * @param driverBytesIn task results
     * @param driverBytesOut what was handed to Spark to broadcast
     * @param systemBytesIn what the driver's process received, from sockets and files
     * @param systemBytesOut what it sent: a piece of a broadcast more than once if several executors take it from the driver
     */
    record Bytes(long driverBytesIn, long driverBytesOut, long systemBytesIn, long systemBytesOut) {}

    /**
     * What the driver held.
     *
     * @param driverPeakHeapBytes the most that the parts of its heap held, added up, garbage included
     * @param driverResidentBytes what its process held at the end
     * @param driverSideAverageBytes what it would hold if it averaged itself: W results, their sum, and the state
     */
    record Memory(long driverPeakHeapBytes, long driverResidentBytes, long driverSideAverageBytes) {}

    /** Tree aggregation of the same vectors, see {@link TreeAggregation}. */
    record Peer(double seconds, long driverBytesIn, long systemBytesIn, long systemBytesOut) {}

    long vectorBytes() {
        return (long) Float.BYTES * parameters;
    }

    /** Bytes in and out, in multiples of the parameter vector. */
    double traffic() {
        return (double) (bytes.driverBytesIn() + bytes.driverBytesOut()) / vectorBytes();
    }

    double systemTraffic() {
        return (double) (bytes.systemBytesIn() + bytes.systemBytesOut()) / vectorBytes();
    }

    String line() {
        String byPhase = times.phases().entrySet().stream()
                .map(one -> String.format(
                        Locale.ROOT, "%s %6.3f", one.getKey().name().toLowerCase(Locale.ROOT), one.getValue()))
                .collect(Collectors.joining("  "));
        String other = peer == null
                ? "not run: 7 vectors would not fit the driver's heap"
                : String.format(
                        Locale.ROOT,
                        "%.3f s, %.2f × 4P in",
                        peer.seconds(),
                        (double) peer.driverBytesIn() / vectorBytes());
        return String.format(
                Locale.ROOT,
                "P %5.1f M  W %2d  %7.3f s = %s | driver %.2f × 4P, its sockets %.2f × 4P | heap %,d MB, resident %,d MB,"
                        + " averaging itself %,d MB | treeAggregate %s",
                parameters / 1e6,
                workers,
                times.seconds(),
                byPhase,
                traffic(),
                systemTraffic(),
                memory.driverPeakHeapBytes() / 1_000_000,
                memory.driverResidentBytes() / 1_000_000,
                memory.driverSideAverageBytes() / 1_000_000,
                other);
    }
}
