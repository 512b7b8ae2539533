package dev.convoy.driver.dl4j;

import dev.convoy.driver.rdd.RddExport;
import dev.convoy.driver.rdd.RddTraining;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;

/**
 * What is reused from one fit to the next, until the Spark context ends at the latest: the export as long as the data are
 * the same, and the training as long as the network and the settings are, too.
 */
final class CachedTraining extends SparkListener implements AutoCloseable {
    private final SparkContext spark;
    private final String source;
    private final RddExport export;
    private Key key;
    private RddTraining training;

    /** @param configuration configuration of the network, as JSON, without counts */
    record Key(String configuration, RddTraining.Settings settings) {}

    /** Opens a training. */
    @FunctionalInterface
    interface Opening {
        RddTraining open(RddExport export) throws IOException;
    }

    /** @param source see {@link SourceIdentity} */
    CachedTraining(SparkContext spark, String source, RddExport export) {
        this.spark = spark;
        this.source = source;
        this.export = export;
        spark.addSparkListener(this);
    }

    /** Whether it has the same data. */
    boolean serves(SparkContext context, String other) {
        return spark == context && source.equals(other);
    }

    RddTraining training(Key wanted, Opening opening) throws IOException {
        if (!wanted.equals(key)) {
            closeTraining();
            training = opening.open(export);
            key = wanted;
        }
        return training;
    }

    private void closeTraining() {
        key = null;
        if (training != null) {
            training.close();
            training = null;
        }
    }

    @Override
    public void onApplicationEnd(SparkListenerApplicationEnd end) {
        try {
            closeTraining();
            export.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        spark.removeSparkListener(this);
        closeTraining();
        export.close();
    }
}
