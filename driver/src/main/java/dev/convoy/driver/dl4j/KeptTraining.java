package dev.convoy.driver.dl4j;

import dev.convoy.driver.spark.RddTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/** A training that is kept from one fit to the next, at most until its context ends. */
final class KeptTraining extends SparkListener implements AutoCloseable {
    private final SparkContext spark;
    private final int rdd;
    private final String configuration;
    private final RddTraining training;

    /**
     * @param rdd what was exported, by its number
     * @param configuration the network's, as JSON, without counts
     */
    KeptTraining(SparkContext spark, int rdd, String configuration, RddTraining training) {
        this.spark = spark;
        this.rdd = rdd;
        this.configuration = configuration;
        this.training = training;
        spark.addSparkListener(this);
    }

    /** Whether it is for the same data and the same network. */
    boolean serves(SparkContext otherSpark, int otherRdd, String otherConfiguration) {
        return spark == otherSpark && rdd == otherRdd && configuration.equals(otherConfiguration);
    }

    RddTraining training() {
        return training;
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
        try {
            training.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        spark.removeSparkListener(this);
        training.close();
    }
}
