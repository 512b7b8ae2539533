package dev.convoy.driver.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the wall time of a run went.
 *
 * @param wallSeconds of all processes that worked on the run
 * @param seconds by name; those of rounds are divided by what their tasks did
 * @param attributed share of the wall time that has a name, 0 to 1
 */
record TimeUse(double wallSeconds, Map<String, Double> seconds, double attributed) {
    private static final String ROUND = "round";
    /** What happens in rounds whose parts are not known: of earlier versions, or between the parts. */
    private static final String UNKNOWN = "other";

    static TimeUse of(JsonNode summary, List<RoundLine> rounds) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        double[] inRounds = {0};
        summary.path("phases").fields().forEachRemaining(phase -> {
            if (phase.getKey().equals(ROUND)) {
                inRounds[0] = phase.getValue().asDouble();
            } else {
                seconds.put(phase.getKey(), phase.getValue().asDouble());
            }
        });
        Map<String, Double> parts = new LinkedHashMap<>();
        rounds.forEach(round -> round.parts().forEach((name, part) -> parts.merge(name, part, Double::sum)));
        double known = parts.values().stream().mapToDouble(Double::doubleValue).sum();
        // A round that is lost with the driver counts in neither; a clock's ticks are not the same.
        double scale = known > inRounds[0] ? inRounds[0] / known : 1;
        parts.forEach((name, part) -> seconds.put(name, part * scale));
        double other = inRounds[0] - known * scale;
        if (other > 0) {
            seconds.put(UNKNOWN, other);
        }
        double wall = summary.path("wallSeconds").asDouble();
        return new TimeUse(wall, seconds, wall > 0 ? 1 - other / wall : 1);
    }
}
