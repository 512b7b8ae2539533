package dev.convoy.worker;

import dev.convoy.feed.FeedTimes;
import java.util.List;

/**
 * The result of a worker at the end of a round.
 *
 * @param state its parameters and updater state
 * @param examples number of examples that it used, which is its weight in the average; may be 0
 * @param lossSum sum of their losses, each with the parameters at the time of its minibatch
 * @param computeSeconds time spent in gradients and updates
 * @param engine the name of the kernel that computed it
 * @param feed time spent to get the examples
 * @param gradientNorms norm of each {@link LayerRange}'s gradient of the last minibatch's mean loss; empty if it was not
 *     computed here
 */
public record WorkerResult(
        ModelState state,
        long examples,
        double lossSum,
        double computeSeconds,
        String engine,
        FeedTimes feed,
        List<Double> gradientNorms) {
    /** Creates a result without times of the feed. */
    public WorkerResult(ModelState state, long examples, double lossSum, double computeSeconds, String engine) {
        this(state, examples, lossSum, computeSeconds, engine, FeedTimes.NONE, List.of());
    }

    public WorkerResult with(FeedTimes times) {
        return new WorkerResult(state, examples, lossSum, computeSeconds, engine, times, gradientNorms);
    }

    /** Returns the result with another state. */
    public WorkerResult with(ModelState other) {
        return new WorkerResult(other, examples, lossSum, computeSeconds, engine, feed, gradientNorms);
    }

    /** Returns the result with the examples, losses and time of an earlier one. */
    public WorkerResult after(WorkerResult earlier) {
        return new WorkerResult(
                state,
                earlier.examples + examples,
                earlier.lossSum + lossSum,
                earlier.computeSeconds + computeSeconds,
                engine,
                feed,
                gradientNorms);
    }

    WorkerResult withGradientNorms(List<Double> norms) {
        return new WorkerResult(state, examples, lossSum, computeSeconds, engine, feed, norms);
    }
}
