package dev.convoy.driver.spark;

import dev.convoy.feed.FeedTimes;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;

/**
 * Adds up what tasks spend their time on; Spark shows it with each task and in its events. Tasks that run twice count
 * twice.
 *
 * @param reading seconds that tasks wait for the state
 * @param computing seconds in gradients and updates
 * @param waiting seconds that kernels wait for examples
 * @param fetching seconds in which examples are read
 * @param decoding seconds in which examples are decoded and transformed
 */
record TaskTimes(
        DoubleAccumulator reading,
        DoubleAccumulator computing,
        DoubleAccumulator waiting,
        DoubleAccumulator fetching,
        DoubleAccumulator decoding)
        implements Serializable {
    static TaskTimes of(SparkContext spark) {
        return new TaskTimes(
                spark.doubleAccumulator(SparkWorkers.READING),
                spark.doubleAccumulator(SparkWorkers.COMPUTING),
                spark.doubleAccumulator("seconds waiting for examples"),
                spark.doubleAccumulator("seconds reading examples"),
                spark.doubleAccumulator("seconds decoding examples"));
    }

    void readState(double seconds) {
        reading.add(seconds);
    }

    void add(WorkerResult result) {
        computing.add(result.computeSeconds());
        waiting.add(result.feed().waiting());
        fetching.add(result.feed().reading());
        decoding.add(result.feed().decoding());
    }

    FeedTimes feed() {
        return new FeedTimes(fetching.sum(), decoding.sum(), waiting.sum());
    }
}
