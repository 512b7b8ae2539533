package dev.convoy.jobs.bench.rounds;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rounds of one size.
 *
 * @param repetitions seconds of each round
 * @param seconds of the round of median length, which the phases and bytes are of
 * @param phases seconds by phase, which sum to {@code seconds}
 * @param driverBytesIn task results
 * @param driverBytesOut what was handed to Spark to broadcast
 * @param systemBytesIn what the driver's process received, from sockets and files
 * @param systemBytesOut what it sent: a piece of a broadcast more than once if several executors take it from the driver
 * @param driverPeakHeapBytes the most that the parts of the driver's heap held, added up, garbage included
 * @param driverResidentBytes what the driver's process held at the end
 * @param driverSideAverageBytes what it would hold if it averaged itself: W results, their sum, and the state
 * @param peer null if it was not run
 */
record CaseResult(
        int parameters,
        int workers,
        int slices,
        List<Double> repetitions,
        double seconds,
        Map<Phase, Double> phases,
        long driverBytesIn,
        long driverBytesOut,
        long systemBytesIn,
        long systemBytesOut,
        long driverPeakHeapBytes,
        long driverResidentBytes,
        long driverSideAverageBytes,
        Peer peer) {

    /** Tree aggregation of the same vectors, see {@link TreeAggregation}. */
    record Peer(double seconds, long driverBytesIn, long systemBytesIn, long systemBytesOut) {}

    long vectorBytes() {
        return (long) Float.BYTES * parameters;
    }

    /** Bytes in and out, in multiples of the parameter vector. */
    double traffic() {
        return (double) (driverBytesIn + driverBytesOut) / vectorBytes();
    }

    double systemTraffic() {
        return (double) (systemBytesIn + systemBytesOut) / vectorBytes();
    }

    RoundModel.Point point(int slots) {
        return new RoundModel.Point(vectorBytes(), workers, slices, slots, phases);
    }

    String line() {
        String byPhase = phases.entrySet().stream()
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
                seconds,
                byPhase,
                traffic(),
                systemTraffic(),
                driverPeakHeapBytes / 1_000_000,
                driverResidentBytes / 1_000_000,
                driverSideAverageBytes / 1_000_000,
                other);
    }
}
