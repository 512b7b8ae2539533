package dev.convoy.jobs.sweep;

import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.sweep.SweepEvent.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rung by rung: when all trials that are left have ended one, the best of them go on to the next. */
final class SynchronousScheduler implements TrialScheduler {
    private final SweepSettings settings;
    private final SweepLog log;
    private final Decisions decisions;
    private List<Trial> left;
    private int rung = 1;

    SynchronousScheduler(List<Trial> trials, SweepSettings settings, SweepLog log, Decisions decisions) {
        this.left = trials;
        this.settings = settings;
        this.log = log;
        this.decisions = decisions;
    }

    @Override
    public Optional<Training> next(Set<Training> running) throws IOException {
        while (true) {
            List<Training> open = left.stream()
                    .filter(trial -> !log.isDone(trial.number(), rung))
                    .map(trial -> new Training(trial, rung))
                    .toList();
            if (!open.isEmpty() || left.isEmpty() || rung == settings.rungs().count()) {
                return open.stream().filter(one -> !running.contains(one)).findFirst();
            }
            decide();
        }
    }

    /** Records which trials go on to the next rung, in the order of their numbers. */
    private void decide() throws IOException {
        Map<Integer, Double> results = log.results(rung);
        List<Integer> promoted =
                settings.metric().promoted(results, settings.rungs().kept(rung - 1, left.size()));
        List<Trial> next = new ArrayList<>();
        for (Trial trial : left) {
            boolean goesOn = promoted.contains(trial.number());
            if (goesOn) {
                next.add(trial);
            }
            Kind decision = goesOn ? Kind.PROMOTED : Kind.STOPPED;
            boolean hasFailed = results.get(trial.number()) == null;
            if (!hasFailed && log.find(decision, trial.number(), rung).isEmpty()) {
                decisions.append(SweepEvent.decided(decision, trial.number(), rung));
            }
        }
        left = next;
        rung++;
    }
}
