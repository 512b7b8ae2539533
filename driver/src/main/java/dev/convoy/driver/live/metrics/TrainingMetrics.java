package dev.convoy.driver.live.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricSet;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.Cursor;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.RoundReport.Evaluation;
import dev.convoy.driver.round.TrainingListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The numbers of a run as metrics, which are read from Spark's threads at any time. Totals are those of all processes
 * that worked on the run, as in {@code run.json}; a gauge without a value is NaN.
 */
public final class TrainingMetrics implements TrainingListener, MetricSet {
    private final Supplier<ClusterCounters> counters;
    private volatile Cursor cursor;
    private volatile Evaluation evaluation;
    /** Null before the first round of this process. */
    private volatile RoundReport report;

    private volatile long savedNanos = System.nanoTime();

    /**
     * @param begin progress at the start of this process
     * @param evaluation the last one before
     * @param counters totals of the cluster up to now
     */
    public TrainingMetrics(Progress begin, Evaluation evaluation, Supplier<ClusterCounters> counters) {
        this.cursor = begin.cursor();
        this.evaluation = evaluation;
        this.counters = counters;
    }

    @Override
    public void roundDone(RoundReport newest, Progress at) {
        report = newest;
        cursor = at.cursor();
        if (!newest.evaluation().equals(Evaluation.NONE)) {
            evaluation = newest.evaluation();
        }
    }

    @Override
    public void saved(Progress at) {
        savedNanos = System.nanoTime();
    }

    @Override
    public Map<String, Metric> getMetrics() {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        metrics.put("images_total", counter(() -> cursor.examples()));
        metrics.put("rounds_total", counter(() -> cursor.rounds()));
        metrics.put("executors_lost_total", counter(() -> counters.get().executorsLost()));
        metrics.put("retried_tasks_total", counter(() -> counters.get().tasksRetried()));
        metrics.put("loss", gauge(() -> report == null ? null : report.loss()));
        metrics.put("learning_rate", gauge(() -> report == null ? null : report.learningRate()));
        metrics.put(
                "images_per_second",
                gauge(() -> report == null ? null : report.speed().imagesPerSecond()));
        metrics.put("validation_accuracy", gauge(() -> evaluation.validationAccuracy()));
        metrics.put("validation_loss", gauge(() -> evaluation.validationLoss()));
        metrics.put("test_accuracy", gauge(() -> evaluation.testAccuracy()));
        metrics.put("test_loss", gauge(() -> evaluation.testLoss()));
        metrics.put("checkpoint_age_seconds", gauge(() -> (System.nanoTime() - savedNanos) / 1e9));
        return metrics;
    }

    private static Gauge<Double> gauge(Supplier<Double> value) {
        return () -> {
            Double now = value.get();
            return now == null ? Double.NaN : now;
        };
    }

    /** Sinks treat a counter as a number that only grows, which a gauge need not be. */
    private static Counter counter(LongSupplier value) {
        return new Counter() {
            @Override
            public long getCount() {
                return value.getAsLong();
            }
        };
    }
}
