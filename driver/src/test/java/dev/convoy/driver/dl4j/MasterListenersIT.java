package dev.convoy.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.impl.CollectionStatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.stats.api.StatsType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/** Listeners are called for each round, and the export is removed when the context ends. */
class MasterListenersIT {
    @TempDir
    private Path folder;

    @Test
    void listenersSeeTheAveragedNetworkAfterEachRoundAndTheExportEndsWithTheContext() {
        RecordingListener recorder = new RecordingListener();
        try (JavaSparkContext spark = TinyData.spark()) {
            ConvoyTrainingMaster master = new ConvoyTrainingMaster.Builder(1)
                    .batchSizePerWorker(8)
                    .averagingFrequency(3)
                    .exportDirectory(folder.toUri().toString())
                    .build();
            SparkDl4jMultiLayer layers = new SparkDl4jMultiLayer(spark, TinyData.layers(new Sgd(0.05)), master);
            StatsStorageRouter router = new CollectionStatsStorageRouter(List.of(), List.of(), List.of());
            layers.setListeners(router, recorder);
            JavaRDD<DataSet> data = spark.parallelize(TinyData.singles(90), 3);
            layers.fit(data);
            layers.fit(data);

            assertThat(recorder.router).isSameAs(router);
            // As many workers as slots: 2. An epoch is 6 steps, in 2 rounds.
            assertThat(recorder.events)
                    .containsExactly("start 0", "3 of 0", "6 of 0", "end 0", "start 1", "9 of 1", "12 of 1", "end 1");
            assertThat(recorder.firstParameters).doesNotHaveDuplicates();
            assertThat(recorder.firstParameters.get(3))
                    .isEqualTo(layers.getNetwork().params().getFloat(0));
            assertThat(folder.toFile().list()).hasSize(1);
        }

        assertThat(folder.toFile().list()).isEmpty();
    }

    /** Deeplearning4j's own score has them, too. */
    @Test
    void theScoreHasThePenaltiesOfTheWeights() {
        MultiLayerConfiguration configuration = TinyData.layers(new Sgd(0.05));
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            ((BaseLayer) layer.getLayer()).setRegularization(new ArrayList<>(List.of(new L2Regularization(0.3))));
        }
        MultiLayerNetwork start = new MultiLayerNetwork(configuration.clone());
        start.init();
        DataSet all = TinyData.set(0, 8);
        double loss = start.score(all) - start.calcRegularizationScore(true);
        try (JavaSparkContext spark = TinyData.spark()) {
            ConvoyTrainingMaster master = new ConvoyTrainingMaster.Builder(1, 1)
                    .batchSizePerWorker(8)
                    .averagingFrequency(1)
                    .exportDirectory(folder.toUri().toString())
                    .build();
            SparkDl4jMultiLayer layers = new SparkDl4jMultiLayer(spark, configuration, master);
            layers.fit(spark.parallelize(TinyData.singles(8), 1));
            double penalty = layers.getNetwork().calcRegularizationScore(true);

            assertThat(penalty).isGreaterThan(0.1);
            assertThat(layers.getScore()).isCloseTo(loss + penalty, within(1e-4));
            assertThat(layers.getNetwork().score()).isEqualTo(layers.getScore());
        }
    }

    /** There are 79 updates in 16 rounds; 79 is not a multiple of the listeners' frequencies. */
    @Test
    void deeplearning4jsOwnListenersReportAndOneThatThrowsStopsNothing() {
        List<Persistable> updates = new ArrayList<>();
        StatsStorageRouter router = new CollectionStatsStorageRouter(new ArrayList<>(), new ArrayList<>(), updates);
        List<Integer> iterations = new ArrayList<>();
        PerformanceListener performance = new PerformanceListener(10, true) {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                super.iterationDone(model, iteration, epoch);
                iterations.add(iteration);
            }
        };
        try (JavaSparkContext spark = TinyData.spark()) {
            ConvoyTrainingMaster master = new ConvoyTrainingMaster.Builder(2, 1)
                    .batchSizePerWorker(2)
                    .averagingFrequency(5)
                    .exportDirectory(folder.toUri().toString())
                    .build();
            SparkDl4jMultiLayer layers = new SparkDl4jMultiLayer(spark, TinyData.layers(new Sgd(0.05)), master);
            layers.setListeners(router, new Throwing(), new StatsListener(null), performance);
            spark.setJobDescription("mine");
            JavaRDD<DataSet> data = spark.parallelize(TinyData.singles(315), 3);
            layers.fit(data);
            layers.fit(data);

            assertThat(layers.getNetwork().getIterationCount()).isEqualTo(158);
            assertThat(layers.getNetwork().getEpochCount()).isEqualTo(2);
            assertThat(spark.getLocalProperty("spark.job.description")).isEqualTo("mine");
        }

        assertThat(iterations)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 32).map(i -> 5 * i).boxed().toList());
        // It reports each tenth iteration.
        assertThat(updates).hasSize(16).allSatisfy(update -> {
            StatsReport report = (StatsReport) update;
            assertThat(report.getScore()).isPositive();
            assertThat(report.getMeanMagnitudes(StatsType.Updates)).containsKeys("0_W", "2_b");
            assertThat(report.getMeanMagnitudes(StatsType.Updates).get("0_W")).isPositive();
        });
        assertThat(((StatsReport) updates.get(15)).getTotalExamples()).isEqualTo(630);
    }

    @Test
    void aGraphsListenersAreServedTheSame() {
        List<Persistable> updates = new ArrayList<>();
        StatsStorageRouter router = new CollectionStatsStorageRouter(new ArrayList<>(), new ArrayList<>(), updates);
        try (JavaSparkContext spark = TinyData.spark()) {
            SparkComputationGraph graph = new SparkComputationGraph(
                    spark,
                    TinyData.graph(new Sgd(0.05)),
                    new ConvoyTrainingMaster.Builder(2, 1)
                            .exportDirectory(folder.toUri().toString())
                            .build());
            graph.setListeners(router, new StatsListener(null, 1));
            graph.fit(spark.parallelize(TinyData.singles(64), 3));
        }

        StatsReport report = (StatsReport) updates.get(updates.size() - 1);
        assertThat(report.getMeanMagnitudes(StatsType.Updates)).containsKeys("conv_W", "output_b");
        assertThat(report.getTotalExamples()).isEqualTo(64);
    }

    private static final class Throwing extends BaseTrainingListener {
        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            throw new IllegalStateException("a listener that fails");
        }
    }

    private static final class RecordingListener extends BaseTrainingListener implements RoutingIterationListener {
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> events = new ArrayList<>();
        private final ArrayList<Float> firstParameters = new ArrayList<>();
        private transient StatsStorageRouter router;

        @Override
        public void onEpochStart(Model model) {
            events.add("start " + ((MultiLayerNetwork) model).getEpochCount());
        }

        @Override
        public void onEpochEnd(Model model) {
            events.add("end " + ((MultiLayerNetwork) model).getEpochCount());
        }

        @Override
        public void iterationDone(Model model, int iteration, int epoch) {
            events.add(iteration + " of " + epoch);
            firstParameters.add(model.params().getFloat(0));
        }

        @Override
        public void setStorageRouter(StatsStorageRouter given) {
            this.router = given;
        }

        @Override
        public StatsStorageRouter getStorageRouter() {
            return router;
        }

        @Override
        public void setWorkerID(String id) {}

        @Override
        public String getWorkerID() {
            return "driver";
        }

        @Override
        public void setSessionID(String id) {}

        @Override
        public String getSessionID() {
            return "session";
        }

        @Override
        public RoutingIterationListener clone() {
            return this;
        }
    }
}
