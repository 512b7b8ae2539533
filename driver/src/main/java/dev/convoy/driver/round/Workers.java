package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;

/**
 * Computes rounds. Results depend on the arguments alone, to the bit: not on how many executors there are, in
 * which order they finish, or how often one has to start again.
 */
public interface Workers extends AutoCloseable {
    /** All logical workers train from {@code state}; what they end with is averaged by examples, in worker order. */
    RoundResult run(Round round, ModelState state);

    /** What the model says of all test images, in their order. */
    Predictions evaluate(ModelState state);

    /** How many workers can compute at the same time. */
    int parallelism();

    /** Driver bytes, retried tasks and lost executors since the start. */
    ClusterCounters counters();

    @Override
    void close();
}
