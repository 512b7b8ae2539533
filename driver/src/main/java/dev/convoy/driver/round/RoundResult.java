package dev.convoy.driver.round;

import dev.convoy.worker.ModelState;
import java.util.List;

/**
 * The result of a round: the average of its workers.
 *
 * @param state averaged parameters and optimizer state
 * @param examples examples that all workers used
 * @param lossSum sum of their losses
 * @param computeSeconds time that all workers spent in gradients and updates, added up
 * @param engines the kernel that computed each worker's part, in worker order
 */
public record RoundResult(
        ModelState state,
        long examples,
        double lossSum,
        double computeSeconds,
        List<String> engines,
        RoundDetails details) {
    public RoundResult(ModelState state, long examples, double lossSum, double computeSeconds, List<String> engines) {
        this(state, examples, lossSum, computeSeconds, engines, RoundDetails.NONE);
    }

    public RoundResult with(RoundDetails more) {
        return new RoundResult(state, examples, lossSum, computeSeconds, engines, more);
    }

    public double meanLoss() {
        return lossSum / examples;
    }
}
