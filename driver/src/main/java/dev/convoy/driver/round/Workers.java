package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.util.Optional;

/**
 * Computes rounds. Results depend on the arguments alone, to the bit: not on the number of executors, the order in
 * which they finish, or the number of retries.
 */
public interface Workers extends AutoCloseable {
    /** Trains all logical workers from {@code state}, and averages their results by examples, in worker order. */
    RoundResult run(Round round, ModelState state);

    /** Evaluates the model on all images of a split that has some; predictions are in the order of the images. */
    Predictions evaluate(Split split, ModelState state);

    /** Says what the rounds of this process were bound by; empty if it was not measured. */
    default Optional<String> bottleneck() {
        return Optional.empty();
    }

    /** Number of workers that can compute at the same time. */
    int parallelism();

    /** Driver bytes, retried tasks and lost executors since the start. */
    ClusterCounters counters();

    /** Returns the counters once all events have been counted, which may take some seconds. */
    default ClusterCounters finalCounters() {
        return counters();
    }

    @Override
    void close();
}
