package dev.convoy.bench.rounds;

import java.util.Map;

/**
 * A piece of a round's work, from one moment to another, in milliseconds since the epoch.
 *
 * @param parts how its time divides, in any unit; what is left out of them is scheduling
 */
record Span(double start, double end, Map<Phase, Double> parts) {
    static Span of(double start, double end, Phase phase) {
        return new Span(start, end, Map.of(phase, Math.max(0, end - start)));
    }

    boolean covers(double from, double to) {
        return start <= from && to <= end;
    }

    /** The share of a phase in it, 0 to 1. */
    double share(Phase phase) {
        double whole = Math.max(
                end - start,
                parts.values().stream().mapToDouble(Double::doubleValue).sum());
        return whole == 0 ? 0 : parts.getOrDefault(phase, 0.0) / whole;
    }
}
