package dev.convoy.jobs.sweep;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Decides what is trained next. It knows what is in the log, and nothing else, so a sweep that continues needs no more. */
interface TrialScheduler {
    /** Records a decision; when this returns, the disk has it. */
    interface Decisions {
        void append(SweepEvent decision) throws IOException;
    }

    /**
     * Returns what can be trained now; empty if nothing can until one of the running trainings ends, or if none is
     * running, for ever.
     */
    Optional<Training> next(Set<Training> running) throws IOException;
}
