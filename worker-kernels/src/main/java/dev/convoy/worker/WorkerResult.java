package dev.convoy.worker;

/**
 * The result of a worker at the end of a round.
 *
 * @param state its parameters and updater state
 * @param examples number of examples that it used, which is its weight in the average; may be 0
 * @param lossSum sum of their losses, each with the parameters at the time of its minibatch
 * @param computeSeconds time spent in gradients and updates
 * @param engine the name of the kernel that computed it
 */
public record WorkerResult(ModelState state, long examples, double lossSum, double computeSeconds, String engine) {}
