package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.worker.Predictions;

/** Follows a run. An exception of a listener is logged and changes nothing. */
public interface TrainingListener {
    /**
     * A round was averaged, and the model was evaluated if the round ended an epoch.
     *
     * @param at the progress after the round
     */
    void roundDone(RoundReport report, Progress at);

    /** The model was evaluated on all test images; the report of the round follows. */
    default void evaluated(Predictions predictions) {}

    /** A checkpoint was written. */
    default void saved(Progress at) {}
}
