package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.Progress;

/** Decides after each round but the last whether the run stops before its end. */
public interface StopRule {
    StopRule NEVER = at -> false;

    /**
     * Whether the run stops now; if it is not yet saved after this round, it is saved then.
     *
     * @param at the progress after a round that is not the run's last
     */
    boolean stopsAfter(Progress at);

    /**
     * Whether a run that has stopped and is saved goes on in this process; waits until that is known.
     *
     * @param at the progress that was saved
     */
    default boolean resumes(Progress at) {
        return false;
    }

    /**
     * Whether a run that continues from a checkpoint has stopped there already, in a process that ended before it could
     * record that.
     */
    default boolean hasStopped(Progress begin) {
        return false;
    }

    /** Stops if one of two rules does, and goes on when all that stop it let it. */
    static StopRule either(StopRule one, StopRule other) {
        return new StopRule() {
            @Override
            public boolean stopsAfter(Progress at) {
                return one.stopsAfter(at) || other.stopsAfter(at);
            }

            @Override
            public boolean hasStopped(Progress begin) {
                return one.hasStopped(begin) || other.hasStopped(begin);
            }

            @Override
            public boolean resumes(Progress at) {
                return (!one.stopsAfter(at) || one.resumes(at)) && (!other.stopsAfter(at) || other.resumes(at));
            }
        };
    }
}
