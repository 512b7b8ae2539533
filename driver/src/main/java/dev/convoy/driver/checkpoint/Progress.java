package dev.convoy.driver.checkpoint;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a run stands between two rounds: all that a checkpoint holds.
 *
 * @param momentum of the outer optimizer; of length 0 if it has none, or none yet
 * @param counters of all the processes that worked on the run
 * @param phases seconds by name, of all these processes
 * @param metrics the lines of {@code metrics.jsonl} so far
 */
public record Progress(
        ModelState state,
        FlatVector momentum,
        Cursor cursor,
        Scores scores,
        ClusterCounters counters,
        Map<String, Double> phases,
        List<String> metrics) {
    /** After one more round. */
    public Progress after(ModelState state, FlatVector momentum, Cursor cursor) {
        return new Progress(state, momentum, cursor, scores, counters, phases, metrics);
    }

    /** After an evaluation of the present state. */
    public Progress evaluated(Predictions predictions) {
        Scores now = scores.with(predictions.accuracy(), predictions.meanLoss(), cursor.rounds());
        return new Progress(state, momentum, cursor, now, counters, phases, metrics);
    }

    /** With the line of one more round. */
    public Progress reported(String line) {
        List<String> lines = Stream.concat(metrics.stream(), Stream.of(line)).toList();
        return new Progress(state, momentum, cursor, scores, counters, phases, lines);
    }

    /** With the counters and the seconds by phase as they are now. */
    public Progress with(ClusterCounters counters, Map<String, Double> seconds) {
        return new Progress(state, momentum, cursor, scores, counters, seconds, metrics);
    }

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
                initial,
                none,
                new Cursor(0, 0, 0, iteration, 0),
                Scores.NONE,
                ClusterCounters.NONE,
                Map.of(),
                List.of());
    }
}
