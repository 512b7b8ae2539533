package dev.convoy.driver.live;

import dev.convoy.driver.round.RoundReport;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The scalars of one round.
 *
 * @param millis time of the report, since 1970
 * @param round number of the round in the run, from 1
 * @param scalars values by name; those of an evaluation only where the round ended with one
 */
public record Point(long millis, int round, Map<String, Double> scalars) {
    public Point {
        scalars = Collections.unmodifiableMap(new LinkedHashMap<>(scalars));
    }

    /** Returns the point of a report that was made now. */
    public static Point of(RoundReport report) {
        Map<String, Double> scalars = new LinkedHashMap<>();
        scalars.put("loss", report.loss());
        scalars.put("learning-rate", report.learningRate());
        scalars.put("images-per-second", report.speed().imagesPerSecond());
        RoundReport.Evaluation evaluation = report.evaluation();
        scalars.put("validation/accuracy", evaluation.validationAccuracy());
        scalars.put("validation/loss", evaluation.validationLoss());
        scalars.put("test/accuracy", evaluation.testAccuracy());
        scalars.put("test/loss", evaluation.testLoss());
        scalars.values().removeIf(value -> value == null || !Double.isFinite(value));
        return new Point(System.currentTimeMillis(), report.position().round(), scalars);
    }
}
