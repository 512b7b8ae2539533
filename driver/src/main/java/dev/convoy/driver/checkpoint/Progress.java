package dev.convoy.driver.checkpoint;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a run between two rounds: everything that a checkpoint holds.
 *
 * @param momentum momentum of the outer optimizer; of length 0 if it has none, or none yet
 * @param average moving average of the parameters; of length 0 if there is none, or none yet
 * @param counters totals of all processes that worked on the run
 * @param phases seconds by name, over all these processes
 * @param engines all engines that computed so far, sorted
 */
public record Progress(
        ModelState state,
        FlatVector momentum,
        FlatVector average,
        Cursor cursor,
        Scores scores,
        ClusterCounters counters,
        Map<String, Double> phases,
        List<String> engines) {
    /** Returns the progress after one more round. */
    public Progress after(ModelState state, FlatVector momentum, FlatVector average, Cursor cursor) {
        return new Progress(state, momentum, average, cursor, scores, counters, phases, engines);
    }

    /**
     * Returns the progress after an evaluation of the present state.
     *
     * @param ofAverage predictions of the averaged parameters; null if there are none
     */
    public Progress evaluated(Predictions predictions, Predictions ofAverage, BestBy by) {
        Scores now = scores.with(predictions, ofAverage, by, cursor.rounds());
        return new Progress(state, momentum, average, cursor, now, counters, phases, engines);
    }

    /** Returns the progress of a run that ends, whatever its last evaluation says, where {@code before} has ended. */
    public Progress endingAs(Progress before) {
        Scores now = scores.withStale(before.scores.stale());
        return new Progress(state, momentum, average, cursor, now, counters, phases, engines);
    }

    /** Returns the progress with the engines that computed one more round. */
    public Progress computedBy(List<String> engines) {
        List<String> all = Stream.concat(this.engines.stream(), engines.stream())
                .distinct()
                .sorted()
                .toList();
        return new Progress(state, momentum, average, cursor, scores, counters, phases, all);
    }

    /** Returns the progress with the current counters and seconds by phase. */
    public Progress with(ClusterCounters counters, Map<String, Double> seconds) {
        return new Progress(state, momentum, average, cursor, scores, counters, seconds, engines);
    }

    /** Returns the averaged parameters, with the updater state of the others; empty if there are none. */
    public Optional<ModelState> averaged() {
        return average.length() == 0 ? Optional.empty() : Optional.of(new ModelState(average, state.updaterState()));
    }

    /** Returns the start of a run whose weights have had no updates. */
    public static Progress start(ModelState initial) {
        return start(initial, 0);
    }

    /**
     * Returns the start of a run.
     *
     * @param iteration updates that {@code initial} has had, for schedules and bias correction
     */
    public static Progress start(ModelState initial, int iteration) {
        FlatVector none = new FlatVector(initial.parameters().type(), new byte[0]);
        return new Progress(
                initial,
                none,
                none,
                new Cursor(0, 0, 0, iteration, 0),
                Scores.NONE,
                ClusterCounters.NONE,
                Map.of(),
                List.of());
    }
}
