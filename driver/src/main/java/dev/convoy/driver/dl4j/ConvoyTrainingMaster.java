package dev.convoy.driver.dl4j;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.Json;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the networks of {@code SparkDl4jMultiLayer} and {@code SparkComputationGraph} in place of
 * {@code ParameterAveragingTrainingMaster}, with Convoy's rounds and kernels. A {@code fit} is one epoch: it starts from the
 * network's parameters, updater state and counts, and leaves its result there.
 *
 * <p>The examples are exported once, as Deeplearning4j's own master does by default, and serve all calls with the same RDD and
 * configuration: keep the RDD, and call {@code fit} once an epoch. The export is removed by {@link #deleteTempFiles}, when
 * another RDD or configuration comes, and when the Spark context ends.
 *
 * <p>The same examples in the same partitions, W, τ, batch size, seed, start and kernel arithmetic give the same bits,
 * whatever executors there are, and in whatever order a shuffle brought the examples to their partitions. W should be told
 * to the builder: its default depends on the cluster.
 *
 * <p>Differences: minibatches are cut from one random order of all examples, each exactly once an epoch, and averages are
 * weighted by the examples behind them; {@code saveUpdater} is on by default; there are no training hooks; features and
 * labels are exported in float32, whatever the precision; each executor copies the export to its local disk.
 */
public final class ConvoyTrainingMaster implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
    private static final Logger LOG = LoggerFactory.getLogger(ConvoyTrainingMaster.class);

    private MasterSettings settings;
    private final TrainingSession fits;
    private List<TrainingListener> listeners = List.of();
    private ConvoyTrainingStats stats;

    private ConvoyTrainingMaster(MasterSettings settings) {
        this.settings = settings;
        this.fits = new TrainingSession(settings);
        setCollectTrainingStats(settings.collectTrainingStats());
    }

    /**
     * Reads what {@link #toJson} wrote, or the JSON of a {@code ParameterAveragingTrainingMaster}.
     *
     * @throws InvalidInputException if it is neither
     */
    public static ConvoyTrainingMaster fromJson(String json) {
        try {
            return new ConvoyTrainingMaster(Json.reader(MasterSettings.class).readValue(json));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "a training master's JSON must be what toJson() wrote", e.getMessage(), "Write it again.", e);
        }
    }

    /** As {@link #fromJson}, of what {@link #toYaml} wrote. */
    public static ConvoyTrainingMaster fromYaml(String yaml) {
        try {
            return fromJson(NeuralNetConfiguration.mapperYaml().readTree(yaml).toString());
        } catch (IOException e) {
            throw new InvalidInputException(
                    "a training master's YAML must be what toYaml() wrote", e.getMessage(), "Write it again.", e);
        }
    }

    @Override
    public String toJson() {
        return Json.line(settings);
    }

    @Override
    public String toYaml() {
        try {
            return NeuralNetConfiguration.mapperYaml()
                    .writeValueAsString(NeuralNetConfiguration.mapper().readTree(toJson()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> trainingData) {
        fit(DriverNetwork.of(network), trainingData, null, trainingData);
    }

    @Override
    public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> trainingData) {
        fit(DriverNetwork.of(graph), trainingData, null, trainingData);
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
        fit(DriverNetwork.of(graph), trainingData, null, trainingData.map(new OneInOneOut()));
    }

    /** The files are read once, and exported as the examples of an RDD are. */
    @Override
    public void executeTrainingPaths(
            SparkDl4jMultiLayer network,
            SparkComputationGraph graph,
            JavaRDD<String> paths,
            DataSetLoader loader,
            MultiDataSetLoader multiLoader) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(paths.context());
        Broadcast<SerializableConfiguration> hadoop =
                spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        fit(
                network == null ? DriverNetwork.of(graph) : DriverNetwork.of(network),
                paths,
                loader == null ? multiLoader : loader,
                loader == null
                        ? paths.map(new LoadFile<>(multiLoader, hadoop)).map(new OneInOneOut())
                        : paths.map(new LoadFile<>(loader, hadoop)));
    }

    private void fit(DriverNetwork network, JavaRDD<?> source, Object loader, JavaRDD<DataSet> data) {
        fits.fit(network, new TrainingSession.Source(source, loader), data, listeners, stats);
    }

    @Override
    public boolean deleteTempFiles(JavaSparkContext spark) {
        try {
            fits.close();
            return true;
        } catch (IOException e) {
            LOG.warn("what was exported could not be removed", e);
            return false;
        }
    }

    @Override
    public boolean deleteTempFiles(SparkContext spark) {
        return deleteTempFiles(JavaSparkContext.fromSparkContext(spark));
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {
        settings = settings.collecting(collect);
        stats = !collect ? null : stats == null ? new ConvoyTrainingStats() : stats;
    }

    @Override
    public boolean getIsCollectTrainingStats() {
        return settings.collectTrainingStats();
    }

    /** Null unless they are collected. */
    @Override
    public SparkTrainingStats getTrainingStats() {
        return stats;
    }

    /**
     * Listeners are called on the driver: with the averaged network after each round, which counts as τ iterations, and at
     * the start and end of each fit. The network's gradient is then the round's update, and its input and labels stand for the
     * round's examples, of which they have the number only. They are not told of forward and backward passes. One that throws is
     * reported in the log.
     */
    @Override
    public void setListeners(Collection<TrainingListener> all) {
        setListeners(null, all);
    }

    /**
     * As above; those that report to a router get this one. So a router's storage sees one session of one worker, the
     * averaged network, and not each worker's own.
     */
    @Override
    public void setListeners(StatsStorageRouter router, Collection<TrainingListener> all) {
        listeners = all == null ? List.of() : List.copyOf(all);
        for (TrainingListener listener : listeners) {
            if (router != null && listener instanceof RoutingIterationListener routing) {
                routing.setStorageRouter(router);
            }
        }
    }

    /** @throws UnsupportedOperationException always: a hook would be called around each update of Deeplearning4j's own fit */
    @Override
    public void addHook(TrainingHook hook) {
        throw new UnsupportedOperationException("Convoy's workers have no training hooks. Use a TrainingListener.");
    }

    /** There is none to remove. */
    @Override
    public void removeHook(TrainingHook hook) {}

    /** @throws UnsupportedOperationException always: only Deeplearning4j's own masters ask themselves for this */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw noWorker();
    }

    /** @throws UnsupportedOperationException as above */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw noWorker();
    }

    private static UnsupportedOperationException noWorker() {
        return new UnsupportedOperationException(
                "Convoy's workers are no TrainingWorkers, and Deeplearning4j asks only its own masters for them.");
    }

    /** Names and defaults are {@code ParameterAveragingTrainingMaster.Builder}'s. */
    public static final class Builder {
        private final Integer numWorkers;
        private int batchSizePerWorker = 16;
        private int averagingFrequency = 5;
        private boolean saveUpdater = true;
        private Long rngSeed;
        private String exportDirectory;
        private String engine = KernelLookup.AUTO;
        private Precision precision = Precision.FLOAT32;
        private boolean collectTrainingStats;

        /** With as many workers as {@code spark.defaultParallelism} says at the first fit: on a cluster, what is there by then. */
        public Builder(int rddDataSetNumExamples) {
            this(null, rddDataSetNumExamples);
        }

        /**
         * @param numWorkers W, the logical workers: part of the algorithm, for any number of executors. Null for
         *     {@code spark.defaultParallelism} at the first fit.
         * @param rddDataSetNumExamples examples in a data set; Convoy counts them itself
         */
        public Builder(Integer numWorkers, int rddDataSetNumExamples) {
            MasterSettings.requirePositive("rddDataSetNumExamples", rddDataSetNumExamples);
            this.numWorkers = numWorkers;
        }

        /** Examples in a minibatch of each worker. */
        public Builder batchSizePerWorker(int examples) {
            this.batchSizePerWorker = examples;
            return this;
        }

        /** τ: minibatches of each worker between two averages. */
        public Builder averagingFrequency(int minibatches) {
            this.averagingFrequency = minibatches;
            return this;
        }

        /** Whether updater state is averaged and kept; if not, each round starts with the network's. On by default. */
        public Builder saveUpdater(boolean save) {
            this.saveUpdater = save;
            return this;
        }

        /** Of the examples' order and dropout masks; by default the network configuration's own seed. */
        public Builder rngSeed(long seed) {
            this.rngSeed = seed;
            return this;
        }

        /** A folder for the export, on a file system that all executors see; by default {@code dl4j} in {@code hadoop.tmp.dir}. */
        public Builder exportDirectory(String directory) {
            this.exportDirectory = directory;
            return this;
        }

        public Builder collectTrainingStats(boolean collect) {
            this.collectTrainingStats = collect;
            return this;
        }

        /** As the key {@code kernel.engine}: by default the fastest that can train the network. */
        public Builder engine(String name) {
            this.engine = name;
            return this;
        }

        public Builder precision(Precision of) {
            this.precision = of;
            return this;
        }

        /** For programs that set it: Convoy reads the shards once and keeps them, so there is nothing to prefetch. */
        public Builder workerPrefetchNumBatches(int ignored) {
            return this;
        }

        /** For programs that set it: Convoy's average is one shuffle, not a tree. */
        public Builder aggregationDepth(int ignored) {
            return this;
        }

        /** For programs that set it: which worker has which example is decided by the seed, not by partitions. */
        public Builder repartionData(Repartition ignored) {
            return this;
        }

        /** As {@link #repartionData}. */
        public Builder repartitionStrategy(RepartitionStrategy ignored) {
            return this;
        }

        /** For programs that set it: Convoy always trains from exported shards, and caches no RDD. */
        public Builder rddTrainingApproach(RDDTrainingApproach ignored) {
            return this;
        }

        /** As {@link #rddTrainingApproach}. */
        public Builder storageLevel(StorageLevel ignored) {
            return this;
        }

        /** As {@link #rddTrainingApproach}. */
        public Builder storageLevelStreams(StorageLevel ignored) {
            return this;
        }

        public ConvoyTrainingMaster build() {
            return new ConvoyTrainingMaster(new MasterSettings(
                    numWorkers,
                    batchSizePerWorker,
                    averagingFrequency,
                    saveUpdater,
                    rngSeed,
                    exportDirectory,
                    engine,
                    precision,
                    collectTrainingStats));
        }
    }
}
