package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;

/** Workers with the clock and the counters of their run, over all processes that worked on it. They change no result. */
public final class MeteredWorkers implements Workers {
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
    public RoundResult run(Round round, ModelState state) {
        clock.enter("round");
        long start = System.nanoTime();
        RoundResult result = workers.run(round, state);
        roundSeconds = (System.nanoTime() - start) / 1e9;
        return result;
    }

    @Override
    public Predictions evaluate(ModelState state) {
        clock.enter("evaluate");
        return workers.evaluate(state);
    }

    @Override
    public int parallelism() {
        return workers.parallelism();
    }

    @Override
    public ClusterCounters counters() {
        return before.plus(workers.counters());
    }

    @Override
    public void close() {
        workers.close();
    }

    /** What the last round took on the clock. */
    double roundSeconds() {
        return roundSeconds;
    }

    void enter(String phase) {
        clock.enter(phase);
    }

    /** Where the run stands, with its counters and its seconds by phase as they are now. */
    public Progress stamp(Progress at) {
        return at.with(counters(), clock.seconds());
    }
}
