package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;

/**
 * Workers that start each round with the same optimizer state: what it gathers in a round, such as momentum, is
 * discarded.
 */
public record FixedUpdaterState(Workers workers) implements Workers {
    @Override
    public RoundResult run(Round round, ModelState state) {
        RoundResult result = workers.run(round, state);
        return new RoundResult(
                new ModelState(result.state().parameters(), state.updaterState()),
                result.examples(),
                result.lossSum(),
                result.computeSeconds(),
                result.engines(),
                result.details());
    }

    @Override
    public Predictions evaluate(Split split, ModelState state) {
        return workers.evaluate(split, state);
    }

    @Override
    public int parallelism() {
        return workers.parallelism();
    }

    @Override
    public ClusterCounters finalCounters() {
        return workers.finalCounters();
    }

    @Override
    public ClusterCounters counters() {
        return workers.counters();
    }

    @Override
    public void close() {
        workers.close();
    }
}
