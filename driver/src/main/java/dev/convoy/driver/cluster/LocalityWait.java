package dev.convoy.driver.cluster;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * How long Spark lets a task wait for an executor that has its data. A copy of a shard takes less time than a slot that
 * is left free in each round.
 */
public final class LocalityWait {
    private static final String KEY = "spark.locality.wait";
    private static final String SPARKS_DEFAULT = "3s";

    private LocalityWait() {}

    /** Lets no task wait, unless the user has set it, and returns the configuration given. */
    public static SparkConf none(SparkConf conf) {
        return conf.setIfMissing(KEY, "0s");
    }

    /** Whether tasks never wait. */
    public static boolean isNone(SparkConf conf) {
        return conf.getTimeAsMs(KEY, SPARKS_DEFAULT) == 0;
    }

    /** Lets the tasks of the next jobs wait for so long, in a context whose tasks never waited. */
    public static void set(SparkContext spark, double seconds) {
        spark.conf().set(KEY, Math.round(1000 * seconds) + "ms");
    }
}
