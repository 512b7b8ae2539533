package dev.convoy.jobs;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.worker.Predictions;
import java.util.Optional;

/** Remembers where a run stands, and what its last evaluation gave. */
final class LastRound implements TrainingListener {
    private Progress progress;
    private Predictions predictions;

    /** @param begin where this process starts */
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

    /** Empty if this process has evaluated nothing, as when it continues a run at its very end. */
    Optional<Predictions> predictions() {
        return Optional.ofNullable(predictions);
    }
}
