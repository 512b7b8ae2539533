package dev.convoy.driver.round;

import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** Computes logical workers in one process, several at a time. What it keeps between calls changes no result. */
public interface WorkerComputer extends AutoCloseable {
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

    @Override
    void close();

    /** What is sent to every executor, once, to compute there. */
    interface Recipe extends Serializable {
        /** @param device of the first task, which others may share or not */
        WorkerComputer open(Configuration hadoop, Device device);
    }
}
