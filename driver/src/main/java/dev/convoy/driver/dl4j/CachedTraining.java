package dev.convoy.driver.dl4j;

import dev.convoy.driver.rdd.RddTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/** A training that is reused from one fit to the next, until its Spark context ends at the latest. */
final class CachedTraining extends SparkListener implements AutoCloseable {
    private final TrainingSession.Source source;
    private final String configuration;
    private final RddTraining training;

    /**
     * @param source source of the exported examples
     * @param configuration configuration of the network, as JSON, without counts
     */
    CachedTraining(TrainingSession.Source source, String configuration, RddTraining training) {
        this.source = source;
        this.configuration = configuration;
        this.training = training;
        source.rdd().context().addSparkListener(this);
    }

    /** Whether this training has the same data and the same network. */
    boolean serves(TrainingSession.Source other, String otherConfiguration) {
        return source.isSameAs(other) && configuration.equals(otherConfiguration);
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
        source.rdd().context().removeSparkListener(this);
        training.close();
    }
}
