package dev.convoy.driver.cluster;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;

/** The executors that a job requests from the cluster. */
final class ExecutorRequest {
    private static final String DEFAULT_MEMORY = "1g";

    private ExecutorRequest() {}

    /** Describes the request for the console. */
    static String describe(SparkConf spark) {
        List<String> parts = new ArrayList<>();
        parts.add(count(spark) + " of " + cores(spark));
        parts.add(spark.get("spark.executor.memory", DEFAULT_MEMORY) + " memory"
                + spark.getOption("spark.executor.memoryOverhead")
                        .map(overhead -> " and " + overhead + " overhead")
                        .getOrElse(() -> ""));
        spark.getOption("spark.executor.resource.gpu.amount").foreach(amount -> parts.add(amount + " GPU"));
        spark.getOption("spark.yarn.queue").foreach(queue -> parts.add("queue " + queue));
        return "requested " + String.join(", ", parts);
    }

    private static String count(SparkConf spark) {
        if (DynamicAllocation.isOn(spark)) {
            return "executors by dynamic allocation";
        }
        if (spark.get("spark.master", "").startsWith("yarn")) {
            return spark.get("spark.executor.instances", "2") + " executors";
        }
        return spark.getOption("spark.cores.max")
                .map(cores -> "executors with " + cores + " cores in all")
                .getOrElse(() -> "executors");
    }

    private static String cores(SparkConf spark) {
        String all = spark.get("spark.master", "").startsWith("yarn") ? "1" : "all a worker's";
        return spark.get("spark.executor.cores", all) + " cores";
    }
}
