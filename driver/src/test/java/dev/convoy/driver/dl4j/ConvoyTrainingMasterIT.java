package dev.convoy.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.stats.StatsUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** A user's Deeplearning4j program, with the one line changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConvoyTrainingMasterIT {
    @TempDir
    private Path folder;

    private JavaSparkContext spark;

    @BeforeAll
    void start() {
        spark = TinyData.spark();
    }

    @AfterAll
    void stop() {
        spark.close();
    }

    @Test
    void aNetworkLearnsAndGoesOnWithPlainDeeplearning4j() {
        SparkDl4jMultiLayer layers = layers(master("learns").collectTrainingStats(true));
        JavaRDD<DataSet> data = rdd(TinyData.singles(90));
        MultiLayerNetwork network = layers.fit(data);
        double first = layers.getScore();
        for (int epoch = 1; epoch < 10; epoch++) {
            layers.fit(data);
        }

        assertThat(network).isSameAs(layers.getNetwork());
        assertThat(layers.getScore()).isLessThan(0.5 * first).isEqualTo(network.score());
        assertThat(layers.evaluate(data).accuracy()).isGreaterThan(0.9);
        // 90 examples are 6 steps of 2 workers with 8 each.
        assertThat(network.getIterationCount()).isEqualTo(60);
        assertThat(network.getEpochCount()).isEqualTo(10);
        INDArray momentum = network.getUpdater().getStateViewArray().dup();
        assertThat(momentum.norm2Number().doubleValue()).isPositive();
        network.fit(TinyData.set(0, 16));
        assertThat(network.getIterationCount()).isEqualTo(61);
        assertThat(network.getUpdater().getStateViewArray()).isNotEqualTo(momentum);
        layers.getTrainingMaster().deleteTempFiles(spark);
    }

    @Test
    void theSameProgramGivesTheSameBits() {
        assertThat(afterTwoEpochs(rdd(TinyData.singles(50)))).isEqualTo(afterTwoEpochs(rdd(TinyData.singles(50))));
    }

    @Test
    void itDoesNotMatterHowExamplesAreBundledOrLaidOut() {
        // One partition each, so that the same examples are at the same positions.
        float[] singles = afterTwoEpochs(spark.parallelize(TinyData.singles(50), 1));
        List<DataSet> bundles = List.of(TinyData.set(0, 20), TinyData.set(20, 50));
        List<DataSet> flat = new ArrayList<>();
        for (DataSet set : bundles) {
            INDArray inAnotherOrder =
                    set.getFeatures().reshape(set.numExamples(), 64).dup('f');
            flat.add(new DataSet(inAnotherOrder, set.getLabels()));
        }
        SparkDl4jMultiLayer ofFlat = new SparkDl4jMultiLayer(
                spark,
                TinyData.layers(new Adam(0.01), InputType.convolutionalFlat(8, 8, 1)),
                master("flat").build());
        JavaRDD<DataSet> flatData = spark.parallelize(flat, 1);
        ofFlat.fit(flatData);
        ofFlat.fit(flatData);

        assertThat(afterTwoEpochs(spark.parallelize(bundles, 1))).isEqualTo(singles);
        assertThat(parameters(ofFlat.getNetwork().params())).isEqualTo(singles);
    }

    @Test
    void filesTrainAsTheirContentsDo() {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            File file = folder.resolve("set-" + i).toFile();
            TinyData.set(10 * i, 10 * i + 10).save(file);
            paths.add(file.toURI().toString());
        }
        SparkDl4jMultiLayer layers = layers(master("files"));
        JavaRDD<String> files = spark.parallelize(paths, 1);
        layers.fitPaths(files);
        layers.fitPaths(files);

        assertThat(parameters(layers.getNetwork().params()))
                .isEqualTo(afterTwoEpochs(spark.parallelize(TinyData.singles(50), 1)));
    }

    /** The second loader's files are other data, under the same names. */
    @Test
    void anotherLoaderIsAnotherSource() {
        JavaRDD<String> files = spark.parallelize(List.of("a", "b"), 1);
        SparkDl4jMultiLayer first = layers(master("loaders"));
        first.fitPaths(files, new Numbered(0));
        first.fitPaths(files, new Numbered(25));
        SparkDl4jMultiLayer second = layers(master("loaders"));
        second.fitPaths(files, new Numbered(0));
        second.fitPaths(files, new Numbered(0));

        assertThat(parameters(first.getNetwork().params()))
                .isNotEqualTo(parameters(second.getNetwork().params()));
        first.getTrainingMaster().deleteTempFiles(spark);
        second.getTrainingMaster().deleteTempFiles(spark);
    }

    /** Returns ten examples for any file, starting with number {@code first}. */
    private record Numbered(int first) implements DataSetLoader {
        @Override
        public DataSet load(Source source) {
            return TinyData.set(first, first + 10);
        }
    }

    @Test
    void aGraphTrainsOnDataSetsAndOnMultiDataSets() {
        JavaRDD<DataSet> data = spark.parallelize(TinyData.singles(50), 1);
        JavaRDD<MultiDataSet> multi = spark.parallelize(
                new ArrayList<>(TinyData.singles(50).stream()
                        .map(DataSet::toMultiDataSet)
                        .toList()),
                1);
        SparkComputationGraph first = graph("graph-1");
        SparkComputationGraph second = graph("graph-2");
        first.fit(data);
        second.fitMultiDataSet(multi);

        assertThat(parameters(second.getNetwork().params()))
                .isEqualTo(parameters(first.getNetwork().params()));
        assertThat(first.getNetwork().getEpochCount()).isEqualTo(1);
        double before = first.getScore();
        for (int epoch = 0; epoch < 9; epoch++) {
            first.fit(data);
        }
        assertThat(first.getScore()).isLessThan(0.5 * before);
        assertThat(first.evaluate(data).accuracy()).isGreaterThan(0.9);
    }

    @Test
    void theExportServesUntilOtherDataComesOrItIsDeleted() {
        SparkDl4jMultiLayer layers = layers(master("export"));
        JavaRDD<DataSet> data = rdd(TinyData.singles(20));
        layers.fit(data);
        String[] once = exports("export");
        layers.fit(data);
        String[] twice = exports("export");
        layers.fit(rdd(TinyData.singles(30)));
        String[] other = exports("export");

        assertThat(once).hasSize(1).isEqualTo(twice);
        assertThat(other).hasSize(1).isNotEqualTo(once);
        assertThat(layers.getTrainingMaster().deleteTempFiles(spark)).isTrue();
        assertThat(exports("export")).isEmpty();
        layers.fit(data);
        assertThat(exports("export")).hasSize(1);
        layers.getTrainingMaster().deleteTempFiles(spark.sc());
    }

    @Test
    void withoutSavingTheUpdaterEachRoundStartsWithTheNetworks() {
        SparkDl4jMultiLayer forgetful = layers(master("forgets").saveUpdater(false));
        forgetful.fit(spark.parallelize(TinyData.singles(50), 1));
        SparkDl4jMultiLayer mindful = layers(master("minds"));
        mindful.fit(spark.parallelize(TinyData.singles(50), 1));

        assertThat(forgetful
                        .getNetwork()
                        .getUpdater()
                        .getStateViewArray()
                        .norm2Number()
                        .doubleValue())
                .isZero();
        assertThat(parameters(forgetful.getNetwork().params()))
                .isNotEqualTo(parameters(mindful.getNetwork().params()));
    }

    @Test
    void statisticsTellOfExportsFitsAndRounds() throws Exception {
        SparkDl4jMultiLayer layers = layers(master("stats"));
        assertThat(layers.getSparkTrainingStats()).isNull();
        layers.setCollectTrainingStats(true);
        JavaRDD<DataSet> data = rdd(TinyData.singles(90));
        layers.fit(data);
        layers.fit(data);
        SparkTrainingStats stats = layers.getSparkTrainingStats();

        assertThat(stats.getKeySet()).containsExactly("ConvoyExport", "ConvoyFit", "ConvoyRound");
        assertThat(stats.getValue("ConvoyExport")).hasSize(1);
        assertThat(stats.getValue("ConvoyFit")).hasSize(2);
        // 6 steps by 3 a round.
        assertThat(stats.getValue("ConvoyRound")).hasSize(4);
        assertThat(stats.statsAsString()).contains("ConvoyRound");
        ByteArrayOutputStream html = new ByteArrayOutputStream();
        StatsUtils.exportStatsAsHTML(stats, html);
        assertThat(html.toString(StandardCharsets.UTF_8)).contains("Round");
        stats.exportStatFiles(folder.resolve("csv").toString(), spark.sc());
        assertThat(Files.readAllLines(folder.resolve("csv/ConvoyRound.txt"))).hasSize(5);
    }

    @Test
    void whatConvoyCannotTrainOnIsRefusedInOneLine() {
        DataSet masked = TinyData.set(0, 4);
        masked.setLabelsMaskArray(Nd4j.ones(4, 1));
        assertRefused("must have no mask arrays", () -> layers(master("no")).fit(rdd(List.of(masked))));

        DataSet deep = TinyData.set(0, 4);
        deep.setFeatures(deep.getFeatures().reshape(4, 1, 1, 8, 8));
        assertRefused("must have 2 or 4 dimensions", () -> layers(master("no")).fit(rdd(List.of(deep))));

        MultiDataSet two = new org.nd4j.linalg.dataset.MultiDataSet(
                new INDArray[] {deep.getFeatures(), deep.getFeatures()}, new INDArray[] {deep.getLabels()});
        assertRefused("one array of features", () -> graph("no").fitMultiDataSet(spark.parallelize(List.of(two), 1)));

        assertRefused(
                "there must be examples", () -> layers(master("no")).fit(spark.<DataSet>parallelize(List.of(), 2)));

        InputType channelsLast = InputType.convolutional(8, 8, 1, CNN2DFormat.NHWC);
        SparkDl4jMultiLayer last = new SparkDl4jMultiLayer(
                spark, TinyData.layers(new Sgd(0.1), channelsLast), master("no").build());
        DataSet turned = TinyData.set(0, 4);
        turned.setFeatures(turned.getFeatures().permute(0, 2, 3, 1).dup('c'));
        assertRefused("must take images with their channels first", () -> last.fit(rdd(List.of(turned))));
        assertThat(exports("no")).isNullOrEmpty();
    }

    @Test
    void valuesThatAreNotThereOrNotFiniteAreNamedWhereTheyAreRead() {
        DataSet badFeatures = TinyData.set(20, 30);
        badFeatures.getFeatures().putScalar(new int[] {4, 0, 2, 1}, Double.NaN);
        DataSet badLabels = TinyData.set(20, 30);
        badLabels.getLabels().putScalar(new int[] {9, 1}, Double.POSITIVE_INFINITY);

        assertRefused(
                "features must be finite as float32. Given: NaN as value 17 of example 24 of partition 0,",
                () -> layers(master("nan")).fit(spark.parallelize(List.of(TinyData.set(0, 20), badFeatures), 1)));
        assertRefused(
                "labels must be finite as float32. Given: Infinity as value 1 of example 9 of partition 1,",
                () -> layers(master("nan")).fit(spark.parallelize(List.of(TinyData.set(0, 20), badLabels), 2)));
        List<DataSet> withNull = TinyData.singles(4);
        withNull.set(2, null);
        assertRefused("an RDD must hold data sets. Given: null.", () -> layers(master("null"))
                .fit(spark.parallelize(withNull, 2)));
        SparkDl4jMultiLayer diverged = layers(master("weights"));
        diverged.getNetwork().params().putScalar(0, Double.NaN);
        assertRefused(
                "weights must be finite as FLOAT. Given: an infinite value or NaN in layer layer0 of the network.",
                () -> diverged.fit(rdd(TinyData.singles(8))));
    }

    private static void assertRefused(String rule, ThrowingCallable fit) {
        assertThatThrownBy(fit)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(rule)
                .message()
                .doesNotContain("\n");
    }

    private float[] afterTwoEpochs(JavaRDD<DataSet> data) {
        SparkDl4jMultiLayer layers = layers(master("bits"));
        layers.fit(data);
        layers.fit(data);
        layers.getTrainingMaster().deleteTempFiles(spark);
        return parameters(layers.getNetwork().params());
    }

    private static float[] parameters(INDArray params) {
        return params.dup('c').data().asFloat();
    }

    private String[] exports(String name) {
        return folder.resolve(name).toFile().list();
    }

    private SparkDl4jMultiLayer layers(ConvoyTrainingMaster.Builder master) {
        return new SparkDl4jMultiLayer(spark, TinyData.layers(new Adam(0.01)), master.build());
    }

    private SparkComputationGraph graph(String name) {
        return new SparkComputationGraph(
                spark, TinyData.graph(new Adam(0.01)), master(name).build());
    }

    private ConvoyTrainingMaster.Builder master(String name) {
        return new ConvoyTrainingMaster.Builder(2, 1)
                .batchSizePerWorker(8)
                .averagingFrequency(3)
                .rngSeed(7)
                .exportDirectory(folder.resolve(name).toUri().toString());
    }

    private JavaRDD<DataSet> rdd(List<DataSet> sets) {
        return spark.parallelize(sets, 3);
    }
}
