package dev.convoy.driver.spark;

import java.io.File;
import org.apache.spark.SparkEnv;

/** The folder to which JavaCPP unpacks native libraries. */
public final class NativeCache {
    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private NativeCache() {}

    /**
     * Gives each executor a separate folder, among those that Spark removes when the executor ends: executors of one
     * machine that unpack into one folder at the same time can damage each other's files. A folder set by the user
     * stays.
     */
    public static void keepApart() {
        SparkEnv spark = SparkEnv.get();
        if (spark.executorId().equals("driver") || System.getProperty(PROPERTY) != null) {
            return;
        }
        File local = spark.blockManager().diskBlockManager().localDirs()[0];
        System.setProperty(PROPERTY, new File(local, "javacpp").getPath());
    }
}
