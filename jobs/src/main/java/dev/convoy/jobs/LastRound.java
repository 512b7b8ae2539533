package dev.convoy.jobs;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.worker.Predictions;
import java.util.Optional;

/** Remembers the progress of a run, and its last evaluation. */
final class LastRound implements TrainingListener {
    private Progress progress;
    private Predictions predictions;

    /** @param begin progress at the start of this process */
    LastRound(Progress begin) {
        this.progress = begin;
    }

    @Override
    public void roundDone(RoundReport report, Progress at) {
        progress = at;
    }

    @Override
    public void evaluated(Predictions newest) {
        predictions = newest;
    }

    Progress progress() {
        return progress;
    }

    /**
     * Returns the last evaluation; empty if this process has evaluated nothing, as when it continues a run at its very
     * end.
     */
    Optional<Predictions> predictions() {
        return Optional.ofNullable(predictions);
    }
}
