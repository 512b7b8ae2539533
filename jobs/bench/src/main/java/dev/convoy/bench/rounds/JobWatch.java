package dev.convoy.bench.rounds;

import dev.convoy.driver.spark.SparkWorkers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.TaskInfo;
import scala.collection.JavaConverters;

/** Records one job at a time from Spark's events: its tasks as spans, and the bytes of their results. */
final class JobWatch extends SparkListener {
    private static final long EVENTS_TIMEOUT_MILLIS = 60_000;

    private final List<Span> tasks = new ArrayList<>();
    private double started;
    private long resultBytes;

    /**
     * A job that has ended.
     *
     * @param started start of the job, in milliseconds since the epoch
     * @param resultBytes bytes of all task results that the driver received
     */
    record Seen(double started, List<Span> tasks, long resultBytes) {
        /** Returns seconds by phase of the round around the job; times in milliseconds since the epoch. */
        Map<Phase, Double> phases(double start, double end) {
            List<Span> spans = new ArrayList<>(tasks);
            spans.add(Span.of(start, started, Phase.BROADCAST));
            double lastTask = tasks.stream().mapToDouble(Span::end).max().orElse(end);
            spans.add(Span.of(lastTask, end, Phase.COLLECT));
            return PhaseSplit.of(start, end, spans);
        }
    }

    @Override
    public synchronized void onJobStart(SparkListenerJobStart job) {
        started = (double) job.time();
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        TaskMetrics metrics = end.taskMetrics();
        TaskInfo task = end.taskInfo();
        if (metrics == null || !task.successful()) {
            return;
        }
        resultBytes += metrics.resultSize();
        double reading = 1e3 * accumulated(task, SparkWorkers.READING);
        double computing = 1e3 * accumulated(task, SparkWorkers.COMPUTING);
        double fetching = task.gettingResultTime() > 0 ? task.finishTime() - task.gettingResultTime() : 0;
        Map<Phase, Double> parts = new EnumMap<>(Phase.class);
        parts.put(Phase.BROADCAST, reading);
        parts.put(Phase.COMPUTE, computing);
        parts.put(
                Phase.REDUCE,
                Math.max(0, metrics.executorDeserializeTime() + metrics.executorRunTime() - reading - computing));
        parts.put(Phase.COLLECT, metrics.resultSerializationTime() + fetching);
        tasks.add(new Span(task.launchTime(), task.finishTime(), parts));
    }

    /** Returns the job since the last call, after waiting for Spark to deliver pending events. */
    Seen take(JavaSparkContext spark) {
        try {
            spark.sc().listenerBus().waitUntilEmpty(EVENTS_TIMEOUT_MILLIS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark's events did not arrive within a minute", e);
        }
        synchronized (this) {
            Seen seen = new Seen(started, List.copyOf(tasks), resultBytes);
            tasks.clear();
            resultBytes = 0;
            return seen;
        }
    }

    private static double accumulated(TaskInfo task, String name) {
        for (AccumulableInfo info :
                JavaConverters.seqAsJavaList(task.accumulables().toSeq())) {
            if (info.name().contains(name) && info.update().isDefined()) {
                return ((Number) info.update().get()).doubleValue();
            }
        }
        return 0;
    }
}
