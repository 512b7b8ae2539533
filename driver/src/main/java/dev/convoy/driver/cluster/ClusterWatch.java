package dev.convoy.driver.cluster;

import dev.convoy.driver.checkpoint.ClusterCounters;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.ExecutorDecommission$;
import org.apache.spark.scheduler.ExecutorKilled$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Counts what goes through the driver and what goes wrong, from Spark's own events.
 *
 * <p>A task is retried each time it is started again: because it failed, because its executor was lost, or because what
 * it had left for the shuffle was lost with an executor. A speculative copy is no retry, nor is the end of the slower
 * one of the two.
 *
 * <p>An executor is lost when it goes away unasked: killed, crashed, cut off, or taken away by the cluster. One that
 * dynamic allocation gives back has left, and so has one that was told to decommission.
 */
public final class ClusterWatch extends SparkListener {
    private static final long EVENTS_TIMEOUT_MILLIS = 10_000;

    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong tasksRetried = new AtomicLong();
    private final AtomicLong executorsLost = new AtomicLong();
    /** Of the running job; Spark calls a listener from one thread. */
    private final Set<Task> started = new HashSet<>();

    private final Set<String> removedExecutors = new HashSet<>();

    private record Task(int stage, int partition) {}

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        Task task = new Task(start.stageId(), start.taskInfo().partitionId());
        if (!start.taskInfo().speculative() && !started.add(task)) {
            tasksRetried.incrementAndGet();
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() == Success$.MODULE$ && end.taskMetrics() != null) {
            bytesIn.addAndGet(end.taskMetrics().resultSize());
        }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
        started.clear();
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        // Spark may tell of one executor twice, by its connection and by its cluster manager; the first knows why.
        if (removedExecutors.add(removed.executorId()) && !leftInOrder(removed.reason())) {
            executorsLost.incrementAndGet();
        }
    }

    private static boolean leftInOrder(String reason) {
        return reason.equals(ExecutorKilled$.MODULE$.toString())
                || reason.startsWith(ExecutorDecommission$.MODULE$.msgPrefix());
    }

    public void countOut(long bytes) {
        bytesOut.addAndGet(bytes);
    }

    /** All that has happened up to now; waits for Spark to deliver events that are on their way. */
    public ClusterCounters counters(JavaSparkContext spark) {
        try {
            spark.sc().listenerBus().waitUntilEmpty(EVENTS_TIMEOUT_MILLIS);
        } catch (TimeoutException e) {
            // Counts that lag are better than a run that stops for them.
        }
        return counters();
    }

    /** What the events delivered so far amount to. */
    public ClusterCounters counters() {
        return new ClusterCounters(bytesIn.get(), bytesOut.get(), tasksRetried.get(), executorsLost.get());
    }
}
