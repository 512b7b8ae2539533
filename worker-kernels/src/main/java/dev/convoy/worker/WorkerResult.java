package dev.convoy.worker;

import dev.convoy.feed.FeedTimes;

/**
 * The result of a worker at the end of a round.
 *
 * @param state its parameters and updater state
 * @param examples number of examples that it used, which is its weight in the average; may be 0
 * @param lossSum sum of their losses, each with the parameters at the time of its minibatch
 * @param computeSeconds time spent in gradients and updates
 * @param engine the name of the kernel that computed it
 * @param feed time spent to get the examples
 */
public record WorkerResult(
        ModelState state, long examples, double lossSum, double computeSeconds, String engine, FeedTimes feed) {
    /** Creates a result without times of the feed. */
    public WorkerResult(ModelState state, long examples, double lossSum, double computeSeconds, String engine) {
        this(state, examples, lossSum, computeSeconds, engine, FeedTimes.NONE);
    }

    public WorkerResult with(FeedTimes times) {
        return new WorkerResult(state, examples, lossSum, computeSeconds, engine, times);
    }
}
