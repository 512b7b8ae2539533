package dev.convoy.driver.spark;

import dev.convoy.feed.FeedTimes;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.function.BiConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.DoubleAccumulator;

/**
 * Adds up what tasks spend their time on; Spark shows it with each task and in its events. Tasks that run twice count
 * twice. It also collects where tasks ran, which has no name, so that Spark does not show it.
 *
 * @param reading seconds that tasks wait for the state
 * @param computing seconds in gradients and updates
 * @param waiting seconds that kernels wait for examples
 * @param fetching seconds in which examples are read
 * @param decoding seconds in which examples are decoded and transformed
 * @param places where the tasks of the last job ran
 */
record TaskTimes(
        DoubleAccumulator reading,
        DoubleAccumulator computing,
        DoubleAccumulator waiting,
        DoubleAccumulator fetching,
        DoubleAccumulator decoding,
        CollectionAccumulator<TaskTimes.Place> places)
        implements Serializable {
    /** @param where the executor, in Spark's notation for a task's location */
    record Place(int part, String where) implements Serializable {}

    static TaskTimes of(SparkContext spark) {
        return new TaskTimes(
                spark.doubleAccumulator(SparkWorkers.READING),
                spark.doubleAccumulator(SparkWorkers.COMPUTING),
                spark.doubleAccumulator("seconds waiting for examples"),
                spark.doubleAccumulator("seconds reading examples"),
                spark.doubleAccumulator("seconds decoding examples"),
                spark.collectionAccumulator());
    }

    /** Takes note of the executor that this task runs on. */
    void ranHere(int part) {
        BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
        places.add(new Place(part, "executor_" + here.host() + "_" + here.executorId()));
    }

    /** Hands over the places of the last job's tasks, and forgets them. */
    void takePlaces(BiConsumer<Integer, String> to) {
        places.value().forEach(place -> to.accept(place.part(), place.where()));
        places.reset();
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
