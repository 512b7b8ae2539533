package dev.convoy.driver.cluster;

import dev.convoy.driver.checkpoint.ClusterCounters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.ExecutorDecommission$;
import org.apache.spark.scheduler.ExecutorKilled$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.collection.JavaConverters;

/**
 * Counts the driver's traffic, retried tasks and lost executors from Spark's events.
 *
 * <p>Only jobs that are started in {@link #counting} count, not others of the same application.
 *
 * <p>A retry is counted each time a task starts again: because it failed, because its executor was lost, or because its
 * shuffle output was lost with an executor. A speculative copy is not a retry, and neither is the end of the slower
 * copy.
 *
 * <p>An executor is lost when it ends unexpectedly: it was killed, crashed, was disconnected, or was removed by the
 * cluster. An executor that dynamic allocation releases, or that is decommissioned, is not lost.
 */
public final class ClusterWatch extends SparkListener {
    private static final long EVENTS_TIMEOUT_MILLIS = 10_000;
    static final String COUNTED_BY = "convoy.counted-by";
    private static final String JOB_GROUP = "spark.jobGroup.id";
    private static final String SHUFFLE_MAP_TASK = "ShuffleMapTask";

    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong tasksRetried = new AtomicLong();
    private final AtomicLong executorsLost = new AtomicLong();
    private final Map<String, Long> localities = new ConcurrentHashMap<>();
    private final Map<String, LongSummaryStatistics> durations = new ConcurrentHashMap<>();
    /** Tasks of the running jobs that count; Spark calls a listener from one thread. */
    private final Set<Task> started = new HashSet<>();

    private final Set<String> removedExecutors = new HashSet<>();
    private final Queue<String> joined = new ConcurrentLinkedQueue<>();
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();

    /** Stages of the jobs that count, and the cores of a task of each, by job, until the job ends. */
    private final Map<Integer, Map<Integer, Integer>> stages = new HashMap<>();

    final String name = UUID.randomUUID().toString();

    private final IntUnaryOperator coresOfTask;
    private final CoreTime cores = new CoreTime(System::currentTimeMillis);

    /** @param coresOfTask returns the number of cores of a task by the number of its resource profile */
    ClusterWatch(IntUnaryOperator coresOfTask) {
        this.coresOfTask = coresOfTask;
    }

    /** Starts to watch a context. */
    public static ClusterWatch of(JavaSparkContext spark) {
        ClusterWatch watch = new ClusterWatch(profile -> ResourceProfiles.coresOfTask(spark.sc(), profile));
        spark.sc().addSparkListener(watch);
        JavaConverters.seqAsJavaList(spark.sc().statusStore().executorList(true))
                .forEach(executor -> watch.cores.came(executor.id(), executor.totalCores()));
        return watch;
    }

    private record Task(int stage, int partition) {}

    /**
     * Counts the jobs that this thread starts meanwhile. If one fails, or the thread is interrupted while it waits for one,
     * those that still run are cancelled.
     */
    public <R> R counting(JavaSparkContext spark, Supplier<R> jobs) {
        Map<String, String> before = new HashMap<>();
        for (String property : List.of(COUNTED_BY, JOB_GROUP)) {
            before.put(property, spark.getLocalProperty(property));
            spark.setLocalProperty(property, name);
        }
        boolean done = false;
        try {
            R result = jobs.get();
            done = true;
            return result;
        } finally {
            if (!done && !spark.sc().isStopped()) {
                spark.cancelJobGroup(name);
            }
            before.forEach(spark::setLocalProperty);
        }
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        if (start.properties() != null && name.equals(start.properties().getProperty(COUNTED_BY))) {
            Map<Integer, Integer> ofJob = new HashMap<>();
            JavaConverters.seqAsJavaList(start.stageInfos())
                    .forEach(stage -> ofJob.put(stage.stageId(), coresOfTask.applyAsInt(stage.resourceProfileId())));
            stages.put(start.jobId(), ofJob);
        }
    }

    /** Returns the number of cores of a task of a stage; empty if the stage does not count. */
    private Optional<Integer> cores(int stage) {
        return stages.values().stream()
                .map(ofJob -> ofJob.get(stage))
                .filter(Objects::nonNull)
                .findFirst();
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        if (cores(start.stageId()).isEmpty()) {
            return;
        }
        Task task = new Task(start.stageId(), start.taskInfo().partitionId());
        if (!start.taskInfo().speculative() && !started.add(task)) {
            tasksRetried.incrementAndGet();
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        Optional<Integer> coresOfIt = cores(end.stageId());
        if (coresOfIt.isEmpty()) {
            return;
        }
        boolean succeeded = end.reason() == Success$.MODULE$;
        cores.ran(end.taskInfo().duration(), coresOfIt.get(), succeeded);
        if (succeeded && end.taskMetrics() != null) {
            bytesIn.addAndGet(end.taskMetrics().resultSize());
            // Training tasks write to a shuffle; those that average read from it.
            if (end.taskType().equals(SHUFFLE_MAP_TASK)) {
                durations.compute(end.taskInfo().executorId(), (any, all) -> {
                    LongSummaryStatistics sum = all == null ? new LongSummaryStatistics() : all;
                    sum.accept(end.taskInfo().duration());
                    return sum;
                });
                localities.merge(end.taskInfo().taskLocality().toString(), 1L, Long::sum);
            }
        }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd end) {
        Map<Integer, Integer> ended = stages.remove(end.jobId());
        if (ended != null) {
            started.removeIf(task -> ended.containsKey(task.stage()));
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        cores.left(removed.executorId());
        // Spark may report an executor twice, from its connection and from the cluster manager; the first report has
        // the reason.
        if (removedExecutors.add(removed.executorId()) && !leftInOrder(removed.reason())) {
            executorsLost.incrementAndGet();
            lost.add(removed.executorId());
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
        joined.add(added.executorId());
        cores.came(added.executorId(), added.executorInfo().totalCores());
    }

    /** Returns the mean seconds of the training tasks that ended since the last call, by executor. */
    public Map<String, Double> taskSeconds() {
        Map<String, Double> means = new HashMap<>();
        for (String executor : List.copyOf(durations.keySet())) {
            means.put(executor, durations.remove(executor).getAverage() / 1000);
        }
        return means;
    }

    /** Returns the executors that came since the last call. */
    public List<String> joined() {
        return drained(joined);
    }

    /** Returns the executors that were lost since the last call. */
    public List<String> lost() {
        return drained(lost);
    }

    private static List<String> drained(Queue<String> events) {
        List<String> all = new ArrayList<>();
        for (String next = events.poll(); next != null; next = events.poll()) {
            all.add(next);
        }
        return all;
    }

    private static boolean leftInOrder(String reason) {
        return reason.equals(ExecutorKilled$.MODULE$.toString())
                || reason.startsWith(ExecutorDecommission$.MODULE$.msgPrefix());
    }

    public void countOut(long bytes) {
        bytesOut.addAndGet(bytes);
    }

    /** Returns all counts up to now, after waiting for Spark to deliver pending events. */
    public ClusterCounters finalCounters(JavaSparkContext spark) {
        try {
            spark.sc().listenerBus().waitUntilEmpty(EVENTS_TIMEOUT_MILLIS);
        } catch (TimeoutException e) {
            // Late counts are better than a run that stops for them.
        }
        return counters();
    }

    /** Returns the counts of the events that were delivered so far. */
    public ClusterCounters counters() {
        return new ClusterCounters(
                bytesIn.get(), bytesOut.get(), tasksRetried.get(), executorsLost.get(), localities, cores.hours());
    }
}
