package dev.convoy.driver.ml;

import org.apache.spark.sql.SparkSession;

/** Spark in this process, with two threads. */
final class LocalSpark {
    private LocalSpark() {}

    /** Returns a builder of a session, which the caller stops. */
    static SparkSession.Builder session() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2");
    }
}
