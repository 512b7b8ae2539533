package dev.convoy.bench.rounds;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The result of one size.
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
     * The times of the rounds.
     *
     * @param repetitions seconds of each round
     * @param seconds seconds of the round of median length, to which the phases and bytes belong
     * @param phases seconds by phase, which sum to {@code seconds}
     */
    record Times(List<Double> repetitions, double seconds, Map<Phase, Double> phases) {}

    /**
     * The bytes that passed through the driver in a round.
     *
     * @param driverBytesIn bytes of task results
     * @param driverBytesOut bytes that were handed to Spark for broadcast
     * @param systemBytesIn bytes that the driver's process received, from sockets and files
     * @param systemBytesOut bytes that it sent: a piece of a broadcast more than once if several executors fetch it
     *     from the driver
     */
    record Bytes(long driverBytesIn, long driverBytesOut, long systemBytesIn, long systemBytesOut) {}

    /**
     * The memory of the driver.
     *
     * @param driverPeakHeapBytes sum of the peaks of all parts of its heap, including garbage
     * @param driverResidentBytes resident memory of its process at the end
     * @param driverSideAverageBytes memory for averaging on the driver: W results, their sum, and the state
     */
    record Memory(long driverPeakHeapBytes, long driverResidentBytes, long driverSideAverageBytes) {}

    /** Tree aggregation of the same vectors, see {@link TreeAggregation}. */
    record Peer(double seconds, long driverBytesIn, long systemBytesIn, long systemBytesOut) {}

    long vectorBytes() {
        return (long) Float.BYTES * parameters;
    }

    /** Returns bytes in and out, in multiples of the parameter vector. */
    double traffic() {
        return (double) (bytes.driverBytesIn() + bytes.driverBytesOut()) / vectorBytes();
    }

    double systemTraffic() {
        return (double) (bytes.systemBytesIn() + bytes.systemBytesOut()) / vectorBytes();
    }

    String line() {
        String byPhase = times.phases().entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT, "%s %6.3f", entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue()))
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
                "P %5.1f M  W %2d  %7.3f s = %s | driver %.2f × 4P, its sockets %.2f × 4P | heap %,d MB,"
                        + " resident %,d MB (average on the driver: %,d MB) | treeAggregate %s",
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
