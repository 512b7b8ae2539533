package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.util.Optional;

/** Workers that let others do what they do not change. */
public interface WorkersAround extends Workers {
    /** Returns the others. */
    Workers workers();

    @Override
    default RoundResult run(Round round, ModelState state) {
        return workers().run(round, state);
    }

    @Override
    default Predictions evaluate(Split split, ModelState state) {
        return workers().evaluate(split, state);
    }

    @Override
    default Optional<String> bottleneck() {
        return workers().bottleneck();
    }

    @Override
    default int parallelism() {
        return workers().parallelism();
    }

    @Override
    default ClusterCounters counters() {
        return workers().counters();
    }

    @Override
    default ClusterCounters finalCounters() {
        return workers().finalCounters();
    }

    @Override
    default void close() {
        workers().close();
    }
}
