package dev.convoy.worker;

/**
 * What a worker hands in at the end of a round.
 *
 * @param state its parameters and updater state
 * @param examples how many examples it used, its weight in the average; may be 0
 * @param lossSum sum of their losses, each as it was when its minibatch came
 * @param computeSeconds time spent in gradients and updates
 * @param engine the name of the kernel that computed it
 */
public record WorkerResult(ModelState state, long examples, double lossSum, double computeSeconds, String engine) {}
