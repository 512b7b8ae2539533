package dev.convoy.driver.dl4j;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.rdd.RddTraining;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one master's fits, one after the other. */
final class TrainingSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingSession.class);

    private final MasterSettings settings;
    private Integer workers;
    private CachedTraining kept;

    /**
     * The source of examples.
     *
     * @param loader loader of the files that the RDD names; null for an RDD of data sets
     */
    record Source(JavaRDD<?> rdd, Object loader) {
        boolean isSameAs(Source other) {
            return rdd.context() == other.rdd.context() && rdd.id() == other.rdd.id() && loader == other.loader;
        }
    }

    TrainingSession(MasterSettings settings) {
        this.settings = settings;
        this.workers = settings.rounds().numWorkers();
    }

    /**
     * Trains one epoch.
     *
     * @param source the user's RDD, which identifies {@code data} in later calls
     * @param stats null if statistics are not collected
     */
    synchronized void fit(
            DriverNetwork network,
            Source source,
            JavaRDD<DataSet> data,
            List<TrainingListener> listeners,
            ConvoyTrainingStats stats) {
        network.requireType(settings.precision());
        SparkContext spark = source.rdd().context();
        String description = spark.getLocalProperty(SparkContext$.MODULE$.SPARK_JOB_DESCRIPTION());
        long start = System.currentTimeMillis();
        try {
            RddTraining training = training(network, source, data, stats);
            Progress before = network.progress();
            ListenerAdapter listening =
                    new ListenerAdapter(network, listeners, settings.rounds().averagingFrequency(), before);
            listening.epochStart();
            Progress end = training.train(before, 1, (round, at) -> {
                if (stats != null) {
                    stats.add(round);
                }
                listening.roundDone(round, at);
            });
            listening.epochEnd(end);
            if (stats != null) {
                stats.add(ConvoyTrainingStats.FIT, start, training.examples());
            }
        } catch (Exception e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare.
            throw reason(e);
        } finally {
            spark.setJobDescription(description);
        }
    }

    private RddTraining training(DriverNetwork network, Source source, JavaRDD<DataSet> data, ConvoyTrainingStats stats)
            throws IOException {
        ModelConfiguration configuration = network.uncounted();
        String json = configuration.toJson();
        if (kept != null && kept.serves(source, json)) {
            return kept.training();
        }
        close();
        if (workers == null) {
            workers = source.rdd().context().defaultParallelism();
            LOG.warn(
                    "numWorkers is not set; using Spark's current default parallelism, {}. Set it to get the same bits"
                            + " on a cluster of another size",
                    workers);
        }
        long start = System.currentTimeMillis();
        List<long[]> shapes = data.map(new FeatureDimensions()).take(1);
        if (shapes.isEmpty()) {
            throw new InvalidInputException(
                    "there must be examples to train on", "none", "Check what the RDD is made of.");
        }
        Model model = Model.of(configuration, InputShape.of(configuration, shapes.get(0)));
        RddTraining training = new RddTraining(
                model,
                data.mapPartitions(new DataSetExamples()),
                settings.training(workers, configuration.layers().get(0).getSeed()),
                exportFolder(source.rdd()));
        kept = new CachedTraining(source, json, training);
        LOG.info("{} workers, kernel {}", workers, training.kernel());
        if (stats != null) {
            stats.add(ConvoyTrainingStats.EXPORT, start, training.examples());
        }
        return training;
    }

    private Path exportFolder(JavaRDD<?> source) throws IOException {
        Configuration hadoop = source.context().hadoopConfiguration();
        String base = settings.exportDirectory() == null
                ? hadoop.get("hadoop.tmp.dir") + "/dl4j"
                : settings.exportDirectory();
        return new Path(UserPath.of("exportDirectory", base, hadoop).path(), "convoy-" + UUID.randomUUID());
    }

    /** Returns Convoy's own exception if there is one, because Spark wraps the exceptions of tasks. */
    private static RuntimeException reason(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInputException ours) {
                return ours;
            }
        }
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e.getMessage(), e);
    }

    /** Removes the exported examples, if there are any. */
    @Override
    public synchronized void close() throws IOException {
        if (kept != null) {
            CachedTraining last = kept;
            kept = null;
            last.close();
        }
    }
}
