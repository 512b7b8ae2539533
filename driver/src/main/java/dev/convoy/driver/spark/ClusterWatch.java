package dev.convoy.driver.spark;

import dev.convoy.driver.report.Traffic;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts what goes through the driver and what goes wrong, from Spark's own events. */
final class ClusterWatch extends SparkListener {
    private static final long EVENTS_TIMEOUT_MILLIS = 10_000;

    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong tasksRetried = new AtomicLong();
    private final AtomicLong executorsLost = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.reason() != Success$.MODULE$) {
            tasksRetried.incrementAndGet();
            return;
        }
        if (end.taskMetrics() != null) {
            bytesIn.addAndGet(end.taskMetrics().resultSize());
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        executorsLost.incrementAndGet();
    }

    void countOut(long bytes) {
        bytesOut.addAndGet(bytes);
    }

    /** All that has happened up to now; waits for Spark to deliver events that are on their way. */
    Traffic traffic(JavaSparkContext spark) {
        try {
            spark.sc().listenerBus().waitUntilEmpty(EVENTS_TIMEOUT_MILLIS);
        } catch (TimeoutException e) {
            // Counts that lag are better than a run that stops for them.
        }
        return new Traffic(bytesIn.get(), bytesOut.get(), tasksRetried.get(), executorsLost.get());
    }
}
