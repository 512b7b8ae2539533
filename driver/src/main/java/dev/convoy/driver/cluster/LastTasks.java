package dev.convoy.driver.cluster;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * The tasks of the jobs that this thread starts. A job ends when one of its tasks has failed, while others still run: one
 * of these could create a file, and its folder again, after the driver has removed the folder.
 */
public record LastTasks(SparkContext spark, String tag) {
    private static final Logger LOG = LoggerFactory.getLogger(LastTasks.class);
    private static final long MOST_SECONDS = 30;

    /** Begins to watch the jobs of this thread. */
    public static LastTasks of(SparkContext spark) {
        LastTasks tasks = new LastTasks(spark, "convoy-" + UUID.randomUUID());
        spark.addJobTag(tasks.tag);
        return tasks;
    }

    /** Waits until none of the tasks runs, for half a minute, or until the thread is interrupted, and ends watching. */
    public void await() {
        spark.removeJobTag(tag);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        try {
            // The events of tasks that have started may not have been counted yet.
            spark.listenerBus().waitUntilEmpty(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
            while (running() > 0 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | RuntimeException e) {
            // Of a context that stops, nothing is known; what made the job fail matters more.
            LOG.warn("cannot wait for the last tasks of a job: {}", e.toString());
        }
    }

    private int running() {
        SparkStatusTracker status = spark.statusTracker();
        return Arrays.stream(status.getJobIdsForTag(tag))
                .mapToObj(status::getJobInfo)
                .filter(Option::isDefined)
                .map(Option::get)
                .map(SparkJobInfo::stageIds)
                .flatMapToInt(Arrays::stream)
                .mapToObj(status::getStageInfo)
                .filter(Option::isDefined)
                .map(Option::get)
                .mapToInt(SparkStageInfo::numActiveTasks)
                .sum();
    }
}
