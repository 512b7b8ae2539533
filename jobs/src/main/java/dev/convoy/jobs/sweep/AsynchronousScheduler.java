package dev.convoy.jobs.sweep;

import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.sweep.SweepEvent.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asynchronous successive halving (ASHA; Li et al., A System for Massively Parallel Hyperparameter Tuning, 2018,
 * algorithm 2): a trial is promoted as soon as it is one of the best of those that have ended its rung. If none can be
 * promoted, another trial begins. Once no more trials can come to a rung, at least its best one is promoted, so that few
 * trials have a winner too.
 */
final class AsynchronousScheduler implements TrialScheduler {
    private final List<Trial> trials;
    private final SweepSettings settings;
    private final SweepLog log;
    private final Decisions decisions;

    AsynchronousScheduler(List<Trial> trials, SweepSettings settings, SweepLog log, Decisions decisions) {
        this.trials = trials;
        this.settings = settings;
        this.log = log;
        this.decisions = decisions;
    }

    @Override
    public Optional<Training> next(Set<Training> running) throws IOException {
        Optional<Training> begun = begun(running);
        if (begun.isPresent()) {
            return begun;
        }
        for (int rung = settings.rungs().count() - 1; rung > 0; rung--) {
            for (int best : best(rung)) {
                if (!isPromoted(best, rung)) {
                    decisions.append(SweepEvent.decided(Kind.PROMOTED, best, rung));
                    return Optional.of(new Training(trials.get(best - 1), rung + 1));
                }
            }
        }
        return trials.stream()
                .map(trial -> new Training(trial, 1))
                .filter(first -> !running.contains(first) && !isBegun(first))
                .findFirst();
    }

    /** Returns what was decided before, and is neither trained nor running: an earlier process has decided it. */
    private Optional<Training> begun(Set<Training> running) {
        for (int rung = settings.rungs().count(); rung > 0; rung--) {
            for (Trial trial : trials) {
                Training training = new Training(trial, rung);
                if (isBegun(training) && !log.isDone(trial.number(), rung) && !running.contains(training)) {
                    return Optional.of(training);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isBegun(Training training) {
        int trial = training.trial().number();
        return training.rung() == 1
                ? log.find(Kind.STARTED, trial, 1).isPresent()
                : isPromoted(trial, training.rung() - 1);
    }

    private boolean isPromoted(int trial, int rung) {
        return log.find(Kind.PROMOTED, trial, rung).isPresent();
    }

    /** Returns the trials that may go on from a rung, the best first. */
    private List<Integer> best(int rung) {
        Map<Integer, Double> results = log.results(rung);
        int most = isComplete(rung)
                ? settings.rungs().kept(rung - 1, results.size())
                : settings.rungs().share(rung - 1, results.size());
        return settings.metric().promoted(results, most);
    }

    /** Whether no more trials can come to a rung. */
    private boolean isComplete(int rung) {
        int able = log.results(rung).size();
        if (rung == 1) {
            return able == trials.size();
        }
        return isComplete(rung - 1)
                && best(rung - 1).stream().allMatch(trial -> isPromoted(trial, rung - 1))
                && trials.stream()
                                .filter(trial -> isPromoted(trial.number(), rung - 1))
                                .count()
                        == able;
    }
}
