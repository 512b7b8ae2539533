package dev.convoy.driver.prepare;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A process that ends without any clean-up when only the manifest is missing. */
final class KilledPreparation {
    static final int CODE = 137;

    private KilledPreparation() {}

    public static void main(String[] arguments) throws IOException {
        SparkConf conf =
                new SparkConf().setMaster("local[1]").setAppName("killed").set("spark.ui.enabled", "false");
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            PreparedFolder.make(spark, Path.of(arguments[0]), Path.of(arguments[1]), () -> Runtime.getRuntime()
                    .halt(CODE));
        }
    }
}
