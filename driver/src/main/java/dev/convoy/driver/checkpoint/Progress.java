package dev.convoy.driver.checkpoint;

import dev.convoy.driver.report.Traffic;
import dev.convoy.kernel.FlatVector;
import dev.convoy.worker.ModelState;
import java.util.List;
import java.util.Map;

/**
 * Where a run stands between two rounds: all that a checkpoint holds.
 *
 * @param momentum of the outer optimizer; of length 0 if it has none, or none yet
 * @param traffic over all the processes that worked on the run
 * @param phases seconds by name, likewise
 * @param metrics the lines of {@code metrics.jsonl} so far
 */
public record Progress(
        ModelState state,
        FlatVector momentum,
        Cursor cursor,
        Scores scores,
        Traffic traffic,
        Map<String, Double> phases,
        List<String> metrics) {
    /** Before the first round of weights that have had no update. */
    public static Progress start(ModelState initial) {
        return start(initial, 0);
    }

    /**
     * Before the first round.
     *
     * @param iteration updates that {@code initial} has had, for schedules and bias correction
     */
    public static Progress start(ModelState initial, int iteration) {
        FlatVector none = new FlatVector(initial.parameters().type(), new byte[0]);
        return new Progress(
                initial, none, new Cursor(0, 0, 0, iteration, 0), Scores.NONE, Traffic.NONE, Map.of(), List.of());
    }
}
