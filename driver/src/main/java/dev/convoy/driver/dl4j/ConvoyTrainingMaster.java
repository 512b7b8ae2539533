package dev.convoy.driver.dl4j;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.Json;
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
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingHook;
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
 * Trains the networks of {@code SparkDl4jMultiLayer} and {@code SparkComputationGraph} in place of {@code
 * ParameterAveragingTrainingMaster}, with Convoy's rounds and kernels. A {@code fit} is one epoch: it starts from the
 * network's parameters, optimizer state and counts, and writes its result back to the network.
 *
 * <p>The examples are exported once, as Deeplearning4j's own master does by default, and used for all calls with the
 * same RDD or the same files, for any number of networks: keep the RDD, and call {@code fit} once for each epoch. The
 * export is removed by {@link #deleteTempFiles}, when {@code fit} is called with other data, and when the Spark context
 * ends.
 *
 * <p>The same examples in the same partitions, W, τ, batch size, seed, initial state and kernel arithmetic give the
 * same bits, with any number of executors, and whatever the order in which a shuffle delivered the examples to their
 * partitions. Set W in the builder: its default depends on the cluster.
 *
 * <p>Differences from that master: minibatches are cut from one random order of all examples, each exactly once in an
 * epoch, and averages are weighted by their numbers of examples; {@code saveUpdater} is on by default; there are no
 * training hooks; features and labels are exported in float32, whatever the precision; each executor copies the export
 * to its local disk.
 */
public final class ConvoyTrainingMaster extends MasterProperties {
    private static final Logger LOG = LoggerFactory.getLogger(ConvoyTrainingMaster.class);

    private final TrainingSession fits = new TrainingSession();
    private List<TrainingListener> listeners = List.of();
    private ConvoyTrainingStats stats;

    private ConvoyTrainingMaster(MasterSettings settings) {
        super(settings);
        if (settings.collectTrainingStats()) {
            stats = new ConvoyTrainingStats();
        }
    }

    /**
     * A constructor of {@code ParameterAveragingTrainingMaster}; prefer the builder.
     *
     * @param rddDataSetNumExamples kept, without effect
     * @param prefetchNumBatches kept, without effect
     */
    public ConvoyTrainingMaster(
            boolean saveUpdater,
            Integer numWorkers,
            int rddDataSetNumExamples,
            int batchSizePerWorker,
            int averagingFrequency,
            int prefetchNumBatches) {
        this(new Builder(numWorkers, rddDataSetNumExamples)
                .saveUpdater(saveUpdater)
                .batchSizePerWorker(batchSizePerWorker)
                .averagingFrequency(averagingFrequency)
                .settings());
        setRddDataSetNumExamples(rddDataSetNumExamples);
        setPrefetchNumBatches(prefetchNumBatches);
    }

    /**
     * A constructor of {@code ParameterAveragingTrainingMaster}; prefer the builder.
     *
     * @param rddDataSetNumExamples kept, without effect
     * @param aggregationDepth kept, without effect
     * @param prefetchNumBatches kept, without effect
     * @param repartition ignored, as by the builder
     * @param repartitionStrategy ignored, as by the builder
     */
    public ConvoyTrainingMaster(
            boolean saveUpdater,
            Integer numWorkers,
            int rddDataSetNumExamples,
            int batchSizePerWorker,
            int averagingFrequency,
            int aggregationDepth,
            int prefetchNumBatches,
            Repartition repartition,
            RepartitionStrategy repartitionStrategy,
            boolean collectTrainingStats) {
        this(
                saveUpdater,
                numWorkers,
                rddDataSetNumExamples,
                batchSizePerWorker,
                averagingFrequency,
                prefetchNumBatches);
        setAggregationDepth(aggregationDepth);
        setCollectTrainingStats(collectTrainingStats);
    }

    /**
     * A constructor of {@code ParameterAveragingTrainingMaster}; prefer the builder.
     *
     * @param storageLevel ignored, as by the builder
     */
    public ConvoyTrainingMaster(
            boolean saveUpdater,
            Integer numWorkers,
            int rddDataSetNumExamples,
            int batchSizePerWorker,
            int averagingFrequency,
            int aggregationDepth,
            int prefetchNumBatches,
            Repartition repartition,
            RepartitionStrategy repartitionStrategy,
            StorageLevel storageLevel,
            boolean collectTrainingStats) {
        this(
                saveUpdater,
                numWorkers,
                rddDataSetNumExamples,
                batchSizePerWorker,
                averagingFrequency,
                aggregationDepth,
                prefetchNumBatches,
                repartition,
                repartitionStrategy,
                collectTrainingStats);
    }

    /**
     * Reads what {@link #toJson} wrote, or the JSON of a {@code ParameterAveragingTrainingMaster}.
     *
     * @throws InvalidInputException if the JSON is neither
     */
    public static ConvoyTrainingMaster fromJson(String json) {
        try {
            return new ConvoyTrainingMaster(MasterSettings.parse(json));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "a training master's JSON must be what toJson() wrote", e.getMessage(), "Write it again.", e);
        }
    }

    /** Reads what {@link #toYaml} wrote. */
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
        return Json.line(settings());
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
        fit(fits.network(network), SourceIdentity.of(trainingData), trainingData);
    }

    @Override
    public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> trainingData) {
        fit(fits.network(graph), SourceIdentity.of(trainingData), trainingData);
    }

    @Override
    public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> trainingData) {
        fit(fits.network(graph), SourceIdentity.of(trainingData), trainingData.map(new OneInOneOut()));
    }

    /** Reads the files once, and exports them like the examples of an RDD. */
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
                network == null ? fits.network(graph) : fits.network(network),
                SourceIdentity.ofFiles(paths, loader == null ? multiLoader : loader, hadoop),
                loader == null
                        ? paths.map(new LoadFile<>(multiLoader, hadoop)).map(new OneInOneOut())
                        : paths.map(new LoadFile<>(loader, hadoop)));
    }

    private void fit(DriverNetwork network, String identity, JavaRDD<DataSet> data) {
        fits.fit(
                network,
                new TrainingSession.Source(identity, data),
                settings(),
                new TrainingSession.Observers(listeners, stats));
    }

    @Override
    public boolean deleteTempFiles(JavaSparkContext spark) {
        try {
            fits.close();
            return true;
        } catch (IOException e) {
            LOG.warn("the exported examples could not be removed", e);
            return false;
        }
    }

    @Override
    public boolean deleteTempFiles(SparkContext spark) {
        return deleteTempFiles(JavaSparkContext.fromSparkContext(spark));
    }

    @Override
    public void setCollectTrainingStats(boolean collect) {
        super.setCollectTrainingStats(collect);
        stats = !collect ? null : stats == null ? new ConvoyTrainingStats() : stats;
    }

    /** Returns the statistics; null if they are not collected. */
    @Override
    public SparkTrainingStats getTrainingStats() {
        return stats;
    }

    /**
     * Sets the listeners, which are called on the driver: with the averaged network after each round, which counts as τ
     * iterations, and at the start and end of each fit. The network's gradient is then the round's update; its input
     * and labels are placeholders that have only the number of the round's examples. Listeners are not called for
     * forward and backward passes. An exception of a listener is logged.
     */
    @Override
    public void setListeners(Collection<TrainingListener> all) {
        setListeners(null, all);
    }

    /**
     * Sets the listeners, and gives this router to those that report to one. The router's storage then has one session
     * of one worker, the averaged network, instead of one session for each worker.
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

    /**
     * @throws UnsupportedOperationException always: a hook would be called around each update of Deeplearning4j's own
     *     fit
     */
    @Override
    public void addHook(TrainingHook hook) {
        throw noHooks();
    }

    /** Does nothing, because there are no hooks. */
    @Override
    public void removeHook(TrainingHook hook) {}

    /** @throws UnsupportedOperationException always: only Deeplearning4j's own masters call this */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
        throw noWorker();
    }

    /** @throws UnsupportedOperationException always: only Deeplearning4j's own masters call this */
    @Override
    public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
        throw noWorker();
    }

    private static UnsupportedOperationException noWorker() {
        return new UnsupportedOperationException(
                "Convoy's workers are no TrainingWorkers, and Deeplearning4j asks only its own masters for them.");
    }

    /** Builds a master. */
    public static final class Builder extends MasterOptions<Builder> {
        /**
         * Sets the workers to {@code spark.defaultParallelism} at the first fit, which on a cluster depends on the
         * executors present by then.
         */
        public Builder(int rddDataSetNumExamples) {
            this(null, rddDataSetNumExamples);
        }

        /**
         * @param numWorkers W, the logical workers: part of the algorithm, for any number of executors. Null for {@code
         *     spark.defaultParallelism} at the first fit.
         * @param rddDataSetNumExamples examples in a data set; ignored, because Convoy counts them
         */
        public Builder(Integer numWorkers, int rddDataSetNumExamples) {
            super(numWorkers);
            MasterSettings.requirePositive("rddDataSetNumExamples", rddDataSetNumExamples);
        }

        @Override
        Builder self() {
            return this;
        }

        public ConvoyTrainingMaster build() {
            return new ConvoyTrainingMaster(settings());
        }
    }
}
