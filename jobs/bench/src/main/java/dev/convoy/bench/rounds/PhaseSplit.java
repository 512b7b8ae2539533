package dev.convoy.bench.rounds;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Divides a round's wall time among the phases: at each moment equally among the running spans, and within a span in
 * proportion to its parts. Time that no span covers is scheduling. So the phases sum to the wall time, however spans
 * overlap.
 */
final class PhaseSplit {
    private PhaseSplit() {}

    /**
     * Returns seconds by phase.
     *
     * @param start start of the round, in milliseconds since the epoch
     * @param end end of the round
     */
    static Map<Phase, Double> of(double start, double end, List<Span> spans) {
        Map<Phase, Double> seconds = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            seconds.put(phase, 0.0);
        }
        double[] moments = DoubleStream.concat(
                        DoubleStream.of(start, end),
                        spans.stream().flatMapToDouble(span -> DoubleStream.of(span.start(), span.end())))
                .filter(moment -> moment >= start && moment <= end)
                .sorted()
                .distinct()
                .toArray();
        for (int i = 1; i < moments.length; i++) {
            double from = moments[i - 1];
            double to = moments[i];
            List<Span> running =
                    spans.stream().filter(span -> span.covers(from, to)).toList();
            double length = (to - from) / 1e3;
            double known = 0;
            for (Phase phase : Phase.values()) {
                double share =
                        running.stream().mapToDouble(span -> span.share(phase)).sum();
                double part = running.isEmpty() ? 0 : length * share / running.size();
                seconds.merge(phase, part, Double::sum);
                known += part;
            }
            seconds.merge(Phase.SCHEDULE, length - known, Double::sum);
        }
        return seconds;
    }
}
