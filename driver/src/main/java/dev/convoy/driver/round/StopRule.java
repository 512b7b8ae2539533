package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.Progress;

/** Decides after each round whether the run stops before its end. The same command continues it later. */
public interface StopRule {
    StopRule NEVER = at -> false;

    /**
     * Whether the run stops now: it is then saved after this round.
     *
     * @param at the progress after a round that is not the run's last, before it is saved
     */
    boolean stopsAfter(Progress at);
}
