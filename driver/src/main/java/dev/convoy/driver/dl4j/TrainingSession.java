package dev.convoy.driver.dl4j;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.rdd.RddExport;
import dev.convoy.driver.rdd.RddTraining;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one master's fits, one after the other. */
final class TrainingSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingSession.class);

    /** W where the settings have none: Spark's parallelism at the first fit. */
    private Integer workersOfCluster;

    private CachedTraining kept;
    /** The network of the last fit, which has its own configuration already. */
    private WeakReference<org.deeplearning4j.nn.api.Model> last = new WeakReference<>(null);

    /**
     * What a fit trains on.
     *
     * @param identity see {@link SourceIdentity}
     */
    record Source(String identity, JavaRDD<DataSet> data) {}

    /**
     * What a fit reports to.
     *
     * @param stats null if statistics are not collected
     */
    record Observers(List<TrainingListener> listeners, ConvoyTrainingStats stats) {}

    /** Returns the user's network, with a configuration of its own. */
    synchronized DriverNetwork network(SparkDl4jMultiLayer owner) {
        if (isAnother(owner.getNetwork())) {
            OwnConfiguration.give(owner.getNetwork());
        }
        return DriverNetwork.of(owner);
    }

    /** Returns the user's network, with a configuration of its own. */
    synchronized DriverNetwork network(SparkComputationGraph owner) {
        if (isAnother(owner.getNetwork())) {
            OwnConfiguration.give(owner.getNetwork());
        }
        return DriverNetwork.of(owner);
    }

    /** Whether this is not the network of the last fit. */
    private boolean isAnother(org.deeplearning4j.nn.api.Model network) {
        boolean another = last.get() != network;
        if (another) {
            last = new WeakReference<>(network);
        }
        return another;
    }

    /** Trains one epoch. */
    synchronized void fit(DriverNetwork network, Source source, MasterSettings settings, Observers observers) {
        Precision precision = settings.precisionFor(network.network().params().dataType());
        network.requireType(precision);
        ConvoyTrainingStats stats = observers.stats();
        SparkContext spark = source.data().context();
        String description = spark.getLocalProperty(SparkContext$.MODULE$.SPARK_JOB_DESCRIPTION());
        long start = System.currentTimeMillis();
        try {
            RddTraining training = training(network, source, settings, stats);
            Progress before = network.progress();
            ListenerAdapter listening = new ListenerAdapter(
                    network, observers.listeners(), settings.rounds().averagingFrequency(), before);
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

    private RddTraining training(
            DriverNetwork network, Source source, MasterSettings settings, ConvoyTrainingStats stats)
            throws IOException {
        JavaRDD<DataSet> data = source.data();
        ModelConfiguration configuration = network.uncounted();
        Model.requireNotRecurrent(configuration);
        RddTraining.Settings trained = settings.training(
                workers(settings, data.context()),
                configuration.layers().get(0).getSeed(),
                settings.precisionFor(network.network().params().dataType()));
        if (configuration.layers().get(0).getSeed() == 0) {
            LOG.warn(
                    "the configuration's seed is 0, in whose place ND4J takes the time: a new network has other initial"
                            + " weights each time. Set another seed");
        }
        if (kept == null || !kept.serves(data.context(), source.identity())) {
            close();
            RddExport export = new RddExport(data.mapPartitions(new DataSetExamples()), exportFolder(settings, data));
            kept = new CachedTraining(data.context(), source.identity(), export);
        }
        return kept.training(new CachedTraining.Key(configuration.toJson(), trained), export -> {
            long start = System.currentTimeMillis();
            List<long[]> shapes = data.map(new FeatureDimensions()).take(1);
            if (shapes.isEmpty()) {
                throw new InvalidInputException(
                        "there must be examples to train on", "none", "Check what the RDD is made of.");
            }
            Model model = Model.of(configuration, InputShape.of(configuration, shapes.get(0)));
            RddTraining training =
                    RddTraining.of(JavaSparkContext.fromSparkContext(data.context()), model, trained, export);
            LOG.info("{} workers, kernel {}", trained.workers(), training.kernel());
            if (stats != null) {
                stats.add(ConvoyTrainingStats.EXPORT, start, training.examples());
            }
            return training;
        });
    }

    private int workers(MasterSettings settings, SparkContext spark) {
        if (settings.rounds().numWorkers() != null) {
            return settings.rounds().numWorkers();
        }
        if (workersOfCluster == null) {
            workersOfCluster = spark.defaultParallelism();
            LOG.warn(
                    "numWorkers is not set; using Spark's current default parallelism, {}. Set it to get the same bits"
                            + " on a cluster of another size",
                    workersOfCluster);
        }
        return workersOfCluster;
    }

    private static Path exportFolder(MasterSettings settings, JavaRDD<?> data) throws IOException {
        Configuration hadoop = data.context().hadoopConfiguration();
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
