package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;

/**
 * Adds the clock and the counters of a run to its workers, over all processes that worked on it. Results do not change.
 */
public final class MeteredWorkers implements WorkersAround {
    private final Workers workers;
    private final PhaseClock clock;
    private final ClusterCounters before;
    private double roundSeconds;

    /** @param before counters of the processes that worked on the run before this one */
    public MeteredWorkers(Workers workers, PhaseClock clock, ClusterCounters before) {
        this.workers = workers;
        this.clock = clock;
        this.before = before;
    }

    @Override
    public Workers workers() {
        return workers;
    }

    @Override
    public RoundResult run(Round round, ModelState state) {
        clock.enter(round.measures() ? "statistics" : "round");
        long start = System.nanoTime();
        RoundResult result = workers.run(round, state);
        roundSeconds = (System.nanoTime() - start) / 1e9;
        return result;
    }

    @Override
    public Predictions evaluate(Split split, ModelState state) {
        clock.enter("evaluate");
        return workers.evaluate(split, state);
    }

    @Override
    public ClusterCounters counters() {
        return before.plus(workers.counters());
    }

    @Override
    public ClusterCounters finalCounters() {
        return before.plus(workers.finalCounters());
    }

    /** Seconds of the last round. */
    double roundSeconds() {
        return roundSeconds;
    }

    void enter(String phase) {
        clock.enter(phase);
    }

    /** Returns the progress of a run that ends, with all its counters. */
    public Progress finalStamp(Progress at) {
        return at.with(finalCounters(), clock.seconds());
    }

    /** Returns the progress with its current counters and seconds by phase. */
    public Progress stamp(Progress at) {
        return at.with(counters(), clock.seconds());
    }
}
