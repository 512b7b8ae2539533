package dev.convoy.driver.round;

import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** Computes logical workers in one process, several at a time. What it keeps between calls changes no result. */
public interface WorkerComputer extends AutoCloseable {
    /** One worker's part of a round. */
    WorkerResult train(int worker, Round round, ModelState state);

    /**
     * One part of the test images.
     *
     * @param part from 0
     * @param parts into how many they are cut, as evenly as can be
     */
    Predictions evaluate(int part, int parts, ModelState state);

    @Override
    void close();

    /** What is sent to every executor, once, to compute there. */
    interface Recipe extends Serializable {
        WorkerComputer open(Configuration hadoop);
    }
}
