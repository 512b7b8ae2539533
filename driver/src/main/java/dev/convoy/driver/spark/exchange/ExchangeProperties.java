package dev.convoy.driver.spark.exchange;

import org.apache.spark.SparkConf;

/** Spark's properties with which states and averages travel fastest. */
public final class ExchangeProperties {
    private ExchangeProperties() {}

    /**
     * Sets the properties that the user has not set.
     *
     * @return the configuration given
     */
    public static SparkConf set(SparkConf conf, int workersPerTask) {
        if (workersPerTask == 1) {
            // Slices are written in order. By default Spark writes each to a file and then copies the files into one.
            // That saves memory where a task has several results one after the other, so it stays so there.
            conf.setIfMissing("spark.shuffle.sort.bypassMergeThreshold", "0");
        }
        return conf.setIfMissing("spark.storage.replication.topologyMapper", DriverApart.class.getName());
    }
}
