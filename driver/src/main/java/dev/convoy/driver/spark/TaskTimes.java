package dev.convoy.driver.spark;

import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import dev.convoy.feed.FeedTimes;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
 * @param averaging seconds in averages
 * @param tasks the tasks of the last job that ended
 */
record TaskTimes(
        DoubleAccumulator reading,
        DoubleAccumulator computing,
        DoubleAccumulator waiting,
        DoubleAccumulator fetching,
        DoubleAccumulator decoding,
        DoubleAccumulator averaging,
        CollectionAccumulator<TaskTimes.Task> tasks)
        implements Serializable {
    /**
     * A task that has ended.
     *
     * @param part number of the worker, or of the part of a split
     * @param work null for an evaluation
     * @param gradientNorms see {@link WorkerResult#gradientNorms}; of worker 0 only
     */
    record Task(int part, String host, String executor, ExecutorWork work, List<Double> gradientNorms)
            implements Serializable {
        /** Returns the executor in Spark's notation for a task's location. */
        String where() {
            return "executor_" + host + "_" + executor;
        }
    }

    static TaskTimes of(SparkContext spark) {
        return new TaskTimes(
                spark.doubleAccumulator(SparkWorkers.READING),
                spark.doubleAccumulator(SparkWorkers.COMPUTING),
                spark.doubleAccumulator("seconds waiting for examples"),
                spark.doubleAccumulator("seconds reading examples"),
                spark.doubleAccumulator("seconds decoding examples"),
                spark.doubleAccumulator("seconds averaging"),
                spark.collectionAccumulator());
    }

    /** Takes note of an evaluation that this task has made. */
    void evaluated(int part) {
        BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
        tasks.add(new Task(part, here.host(), here.executorId(), null, List.of()));
    }

    /**
     * Takes note of what this task has trained.
     *
     * @param state seconds that it waited for the state
     */
    void trained(int worker, double state, WorkerResult result) {
        reading.add(state);
        add(result);
        FeedTimes feed = result.feed();
        double prepared = feed.reading() + feed.decoding();
        double read = prepared > 0 ? feed.waiting() * feed.reading() / prepared : 0;
        BlockManagerId here = SparkEnv.get().blockManager().blockManagerId();
        ExecutorWork work = new ExecutorWork(
                here.executorId(), here.host(), 1, result.computeSeconds(), state, read, feed.waiting() - read);
        tasks.add(new Task(
                worker,
                here.host(),
                here.executorId(),
                work,
                worker == 0 ? List.copyOf(result.gradientNorms()) : List.of()));
    }

    /** Returns the tasks of the last job that have ended, and forgets them. */
    List<Task> take() {
        List<Task> taken = List.copyOf(tasks.value());
        tasks.reset();
        return taken;
    }

    /** Returns the seconds of each worker's task; of one that ran twice, those of one run. */
    static Map<Integer, Double> seconds(List<Task> tasks) {
        return tasks.stream()
                .filter(task -> task.work() != null)
                .collect(Collectors.toMap(Task::part, task -> task.work().seconds(), (one, other) -> other));
    }

    private void add(WorkerResult result) {
        computing.add(result.computeSeconds());
        waiting.add(result.feed().waiting());
        fetching.add(result.feed().reading());
        decoding.add(result.feed().decoding());
    }

    FeedTimes feed() {
        return new FeedTimes(fetching.sum(), decoding.sum(), waiting.sum());
    }
}
