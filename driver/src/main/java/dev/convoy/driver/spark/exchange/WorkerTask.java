package dev.convoy.driver.spark.exchange;

import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import org.apache.spark.util.DoubleAccumulator;

/** What executors do in a round. It is sent to them. */
public interface WorkerTask extends Serializable {
    /** Computes one logical worker's part of the round. */
    WorkerResult train(int worker);

    /** Returns the broadcast value of the round, or this process's copy. */
    RoundState start();

    /** Returns the accumulator of seconds spent on averages. */
    DoubleAccumulator averaging();
}
