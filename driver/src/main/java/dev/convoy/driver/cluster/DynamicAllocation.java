package dev.convoy.driver.cluster;

import org.apache.spark.SparkConf;

/** Whether Spark adds executors, and gives them back, as tasks need them. */
public final class DynamicAllocation {
    static final String KEY = "spark.dynamicAllocation.enabled";

    private DynamicAllocation() {}

    /** Returns whether it is on. */
    public static boolean isOn(SparkConf conf) {
        return conf.getBoolean(KEY, false);
    }
}
