package dev.convoy.driver.spark;

import java.io.File;
import org.apache.spark.SparkEnv;

/** Where JavaCPP unpacks native libraries. */
public final class NativeCache {
    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private NativeCache() {}

    /**
     * Gives an executor a folder of its own, among those Spark removes when it ends: executors of one machine that
     * unpack into one folder at the same time can damage each other's files. A folder set by the user stays.
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
