package dev.convoy.driver.executor;

import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;

/** Computes logical workers in one process. */
public interface TrainingRuntime extends ExecutorSpec.Computer {
    /**
     * One worker's part of a round.
     *
     * @param device that the calling task may compute on
     */
    WorkerResult train(int worker, Round round, ModelState state, Device device);

    /**
     * One part of the test images.
     *
     * @param part from 0
     * @param parts into how many they are cut, as evenly as can be
     * @param device that the calling task may compute on
     */
    Predictions evaluate(int part, int parts, ModelState state, Device device);
}
