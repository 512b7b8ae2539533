package dev.convoy.bench;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;

/**
 * Counts the bytes that a driver receives and sends, with any trainer, from Spark's own events: the results of tasks,
 * and the pieces of broadcasts, once. In local mode they stay in memory, but are serialized too.
 */
final class DriverTraffic extends SparkListener {
    private static final long EVENTS_TIMEOUT_MILLIS = 60_000;

    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null && end.taskInfo().successful()) {
            bytes.addAndGet(end.taskMetrics().resultSize());
        }
    }

    @Override
    public void onBlockUpdated(SparkListenerBlockUpdated updated) {
        BlockUpdatedInfo block = updated.blockUpdatedInfo();
        if (block.blockId().isBroadcast()
                && block.blockManagerId().isDriver()
                && block.storageLevel().isValid()) {
            bytes.addAndGet(block.memSize() + block.diskSize());
        }
    }

    /** Returns the bytes since the last call, after waiting for pending events. */
    long take(JavaSparkContext spark) {
        try {
            spark.sc().listenerBus().waitUntilEmpty(EVENTS_TIMEOUT_MILLIS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark's events did not arrive within a minute", e);
        }
        return bytes.getAndSet(0);
    }
}
