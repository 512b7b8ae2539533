package dev.convoy.driver.cluster;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import scala.Option;

/**
 * The tasks of the jobs that this thread starts. A job ends when one of its tasks has failed, while others still run: one
 * of these could create a file, and its folder again, after the driver has removed the folder.
 */
public record LastTasks(SparkContext spark, String tag) {
    private static final long MOST_SECONDS = 30;

    /** Begins to watch the jobs of this thread. */
    public static LastTasks of(SparkContext spark) {
        LastTasks tasks = new LastTasks(spark, "convoy-" + UUID.randomUUID());
        spark.addJobTag(tasks.tag);
        return tasks;
    }

    /** Waits until none of the tasks runs, or for half a minute, and ends watching. */
    public void await() {
        spark.removeJobTag(tag);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        try {
            while (!spark.isStopped() && running() > 0 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
