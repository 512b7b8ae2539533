package dev.convoy.bench.rounds;

import java.util.Map;

/**
 * A piece of a round's work, from one moment to another, in milliseconds since the epoch.
 *
 * @param parts how its time divides among phases, in any unit; the rest is scheduling
 */
record Span(double start, double end, Map<Phase, Double> parts) {
    static Span of(double start, double end, Phase phase) {
        return new Span(start, end, Map.of(phase, Math.max(0, end - start)));
    }

    boolean covers(double from, double to) {
        return start <= from && to <= end;
    }

    /** Returns the share of a phase in the span, 0 to 1. */
    double share(Phase phase) {
        double whole = Math.max(
                end - start,
                parts.values().stream().mapToDouble(Double::doubleValue).sum());
        return whole == 0 ? 0 : parts.getOrDefault(phase, 0.0) / whole;
    }
}
