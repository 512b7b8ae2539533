package dev.convoy.driver.executor;

import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;

/** Computes logical workers in one process. */
public interface TrainingRuntime extends ExecutorSpec.Computer {
    /**
     * Computes one worker's part of a round.
     *
     * @param device device that the calling task may compute on
     */
    WorkerResult train(int worker, Round round, ModelState state, Device device);

    /**
     * Evaluates one part of the test images.
     *
     * @param part index of the part, from 0
     * @param parts number of parts, as equal as possible
     * @param device device that the calling task may compute on
     */
    Predictions evaluate(int part, int parts, ModelState state, Device device);
}
