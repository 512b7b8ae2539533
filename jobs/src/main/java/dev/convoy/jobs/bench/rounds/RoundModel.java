package dev.convoy.jobs.bench.rounds;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What averaging costs, phase by phase, as latencies, costs per task and costs per byte, all at least 0. With B bytes of
 * parameters, W workers, S slices and c tasks at a time:
 *
 * <pre>
 *   broadcast = a + b · B                                  serialized by the driver, read by every executor at once
 *   reduce    = a + b · (W + S) / c + d · W · B / c        per task, and per byte that a slot cuts, writes, reads and sums
 *   collect   = a + b · B
 *   schedule  = a + b · (W + S) + d · B                    the driver launches tasks one after the other, slots wait
 * </pre>
 *
 * <p>Measured on one machine, the costs per byte are those of processors and memory. For a cluster with an executor for
 * each worker, c = W, and the time on the wire comes on top, overlapping nothing, N bytes a second each way at each
 * machine: broadcast B · H(W) / N, because an executor that fetches a piece takes it from one of those that have it,
 * picked evenly, so the driver sends it H(W) = 1 + 1/2 + … + 1/W times on average; reduce B / N, what each machine sends
 * and receives; collect B / N.
 */
record RoundModel(Map<Phase, NonNegativeFit> fits) {
    /** A round: its size and, if it was measured, its seconds by phase. */
    record Point(double bytes, int workers, int slices, int slots, Map<Phase, Double> seconds) {
        double tasks() {
            return (double) workers + slices;
        }

        double averaging() {
            return seconds.entrySet().stream()
                    .filter(one -> one.getKey() != Phase.COMPUTE)
                    .mapToDouble(Map.Entry::getValue)
                    .sum();
        }
    }

    /** What a phase's costs are multiplied by. */
    private record Terms(Phase phase, Function<Point, List<Double>> of) {}

    private static final List<Terms> TERMS = List.of(
            new Terms(Phase.BROADCAST, point -> List.of(1.0, point.bytes())),
            new Terms(
                    Phase.REDUCE,
                    point -> List.of(
                            1.0, point.tasks() / point.slots(), point.bytes() * point.workers() / point.slots())),
            new Terms(Phase.COLLECT, point -> List.of(1.0, point.bytes())),
            new Terms(Phase.SCHEDULE, point -> List.of(1.0, point.tasks(), point.bytes())));

    static RoundModel fit(List<Point> measured) {
        Map<Phase, NonNegativeFit> fits = new EnumMap<>(Phase.class);
        for (Terms terms : TERMS) {
            fits.put(
                    terms.phase(),
                    NonNegativeFit.of(measured.stream()
                            .map(point -> new NonNegativeFit.Point(
                                    terms.of().apply(point), point.seconds().get(terms.phase())))
                            .toList()));
        }
        return new RoundModel(fits);
    }

    /** Seconds of averaging on the machine that was measured. */
    double here(Point point) {
        double seconds = 0;
        for (Terms terms : TERMS) {
            seconds += fits.get(terms.phase()).at(terms.of().apply(point));
        }
        return seconds;
    }

    /** By how much {@link #here} misses a measured round, as a share of it. */
    double error(Point measured) {
        return Math.abs(here(measured) - measured.averaging()) / measured.averaging();
    }

    /** Seconds of averaging on a cluster with an executor for each worker and a network of so many bytes a second. */
    double onNetwork(double bytes, int workers, int slices, double bytesPerSecond) {
        Point point = new Point(bytes, workers, slices, workers, Map.of());
        return here(point) + bytes * (harmonic(workers) + 2) / bytesPerSecond;
    }

    static double harmonic(int n) {
        double sum = 0;
        for (int i = 1; i <= n; i++) {
            sum += 1.0 / i;
        }
        return sum;
    }
}
