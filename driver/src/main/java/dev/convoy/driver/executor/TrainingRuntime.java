package dev.convoy.driver.executor;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;

/** Computes logical workers in one process. */
public interface TrainingRuntime extends ExecutorSpec.Computer {
    /**
     * Computes one worker's part of a round.
     *
     * @param device device that the calling task may compute on
     */
    WorkerResult train(int worker, Round round, ModelState state, Device device);

    /**
     * Evaluates one part of a split.
     *
     * @param device device that the calling task may compute on
     */
    Predictions evaluate(Part part, ModelState state, Device device);

    /**
     * A part of a split's examples.
     *
     * @param index index of the part, from 0
     * @param parts number of parts, as equal as possible
     */
    record Part(Split split, int index, int parts) implements Serializable {}
}
