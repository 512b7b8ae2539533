package dev.convoy.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.regression.LabeledPoint;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The user's objects may serve several networks and calls, and Deeplearning4j makes some anew for each call. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedObjectsIT {
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
    void twoNetworksOfOneConfigurationTrainAlike() {
        MultiLayerConfiguration layers = TinyData.layers(new Adam(0.01));
        JavaRDD<DataSet> data = data();
        List<float[]> bits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, layers, master("layers"));
            network.fit(data);
            network.fit(data);
            assertThat(network.getNetwork().getEpochCount()).isEqualTo(2);
            bits.add(parameters(network.getNetwork()));
        }
        assertThat(bits.get(1)).isEqualTo(bits.get(0));
        assertThat(bits.get(2)).isEqualTo(bits.get(0));
        assertThat(layers.getEpochCount()).isZero();

        ComputationGraphConfiguration graph = TinyData.graph(new Adam(0.01));
        SparkComputationGraph first = new SparkComputationGraph(spark, graph, master("graph"));
        SparkComputationGraph second = new SparkComputationGraph(spark, graph, master("graph"));
        first.fit(data);
        second.fit(data);
        assertThat(parameters(second.getNetwork())).isEqualTo(parameters(first.getNetwork()));
        assertThat(second.getNetwork().getConfiguration().getEpochCount()).isEqualTo(1);
    }

    /** A network that was trained before goes on from its own counts. */
    @Test
    void aTrainedNetworkKeepsItsCounts() {
        JavaRDD<DataSet> data = data();
        SparkDl4jMultiLayer once = new SparkDl4jMultiLayer(spark, TinyData.layers(new Adam(0.01)), master("once"));
        once.fit(data);
        once.fit(data);
        SparkDl4jMultiLayer before = new SparkDl4jMultiLayer(spark, TinyData.layers(new Adam(0.01)), master("before"));
        MultiLayerNetwork trained = before.fit(data);
        SparkDl4jMultiLayer after = new SparkDl4jMultiLayer(spark, trained, master("after"));
        after.fit(data);

        assertThat(parameters(after.getNetwork())).isEqualTo(parameters(once.getNetwork()));
        assertThat(after.getNetwork().getEpochCount()).isEqualTo(2);
    }

    @Test
    void eachWayOfGivingDataExportsThemOnce() throws IOException {
        Path files = Files.createDirectory(folder.resolve("files"));
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path file = files.resolve("set-" + i);
            TinyData.set(10 * i, 10 * i + 10).save(file.toFile());
            paths.add(file.toUri().toString());
        }
        JavaRDD<String> names = spark.parallelize(paths, 1);
        JavaRDD<LabeledPoint> points = spark.parallelize(points(), 2);
        assertOneExport(flat(), network -> network.fitPaths(names));
        assertOneExport(flat(), network -> network.fitPaths(spark.parallelize(paths, 1)));
        assertOneExport(flat(), network -> network.fit(files.toUri().toString()));
        assertOneExport(flat(), network -> network.fitLabeledPoint(points));

        JavaRDD<MultiDataSet> multi = spark.parallelize(new ArrayList<>(
                TinyData.singles(20).stream().map(DataSet::toMultiDataSet).toList()));
        ConvoyTrainingMaster master = master("multi");
        SparkComputationGraph graph = new SparkComputationGraph(spark, TinyData.graph(new Sgd(0.1)), master);
        graph.fitMultiDataSet(multi);
        List<String> export = exports("multi");
        graph.fitMultiDataSet(multi);
        assertThat(exports("multi")).hasSize(1).isEqualTo(export);
        master.deleteTempFiles(spark);
    }

    @Test
    void changedFilesAndOtherPointsAreOtherData() throws IOException {
        Path file = folder.resolve("changing");
        TinyData.set(0, 10).save(file.toFile());
        ConvoyTrainingMaster master = master("changed");
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, flat(), master);
        network.fitPaths(spark.parallelize(List.of(file.toUri().toString()), 1));
        List<String> before = exports("changed");
        TinyData.set(0, 12).save(file.toFile());
        network.fitPaths(spark.parallelize(List.of(file.toUri().toString()), 1));
        List<String> after = exports("changed");
        network.fitLabeledPoint(spark.parallelize(points(), 2));
        List<String> first = exports("changed");
        network.fitLabeledPoint(spark.parallelize(points(), 2));

        assertThat(after).hasSize(1).doesNotContainAnyElementsOf(before);
        assertThat(first).hasSize(1).doesNotContainAnyElementsOf(after);
        assertThat(exports("changed")).hasSize(1).doesNotContainAnyElementsOf(first);
        master.deleteTempFiles(spark);
    }

    @Test
    void oneMasterTrainsTwoNetworksInTurnOnOneExport() {
        ConvoyTrainingMaster master = master("turns");
        JavaRDD<DataSet> data = data();
        SparkDl4jMultiLayer one = new SparkDl4jMultiLayer(spark, TinyData.layers(new Adam(0.01)), master);
        SparkDl4jMultiLayer other = new SparkDl4jMultiLayer(spark, TinyData.layers(new Sgd(0.1)), master);
        one.fit(data);
        List<String> export = exports("turns");
        other.fit(data);
        one.fit(data);
        assertThat(exports("turns")).hasSize(1).isEqualTo(export);

        SparkDl4jMultiLayer alone = new SparkDl4jMultiLayer(spark, TinyData.layers(new Adam(0.01)), master("alone"));
        alone.fit(data);
        alone.fit(data);
        assertThat(parameters(one.getNetwork())).isEqualTo(parameters(alone.getNetwork()));
        master.deleteTempFiles(spark);
    }

    @Test
    void aNetworkOfDoublesTrainsInFloat64() {
        MultiLayerConfiguration doubles = TinyData.layers(new Sgd(0.1));
        doubles.setDataType(DataType.DOUBLE);
        doubles.getConfs().forEach(conf -> conf.getLayer().setDataType(DataType.DOUBLE));
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, doubles, master("doubles"));
        network.fit(data());

        assertThat(network.getNetwork().params().dataType()).isEqualTo(DataType.DOUBLE);
        double[] values = network.getNetwork().params().dup().data().asDouble();
        assertThat(Arrays.stream(values).filter(value -> (float) value != value))
                .isNotEmpty();
    }

    @Test
    void recurrentNetworksAreNamedAndNotTheirArrays() {
        MultiLayerConfiguration recurrent = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().nIn(4).nOut(5).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(5)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(4, 6))
                .build();
        JavaRDD<DataSet> sequences = spark.parallelize(List.of(new DataSet(Nd4j.rand(2, 4, 6), Nd4j.rand(2, 3, 6))), 1);
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, recurrent, master("recurrent"));

        assertThatThrownBy(() -> network.fit(sequences))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "recurrent networks are not supported. Given: a layer of type LSTM. Convoy trains convolutional"
                                + " networks on images.");
    }

    private interface Fit {
        void once(SparkDl4jMultiLayer network);
    }

    /** Three epochs. */
    private void assertOneExport(MultiLayerConfiguration layers, Fit fit) {
        ConvoyTrainingMaster master = master("once-exported");
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, layers, master);
        fit.once(network);
        List<String> export = exports("once-exported");
        fit.once(network);
        fit.once(network);

        assertThat(exports("once-exported")).hasSize(1).isEqualTo(export);
        assertThat(network.getNetwork().getEpochCount()).isEqualTo(3);
        master.deleteTempFiles(spark);
        assertThat(exports("once-exported")).isEmpty();
    }

    private static List<LabeledPoint> points() {
        List<LabeledPoint> points = new ArrayList<>();
        for (DataSet one : TinyData.singles(20)) {
            double[] features = one.getFeatures().dup('c').data().asDouble();
            points.add(new LabeledPoint(one.getLabels().argMax().getInt(0), Vectors.dense(features)));
        }
        return points;
    }

    private static MultiLayerConfiguration flat() {
        return TinyData.layers(new Adam(0.01), InputType.convolutionalFlat(8, 8, 1));
    }

    private JavaRDD<DataSet> data() {
        return spark.parallelize(TinyData.singles(40), 2);
    }

    private ConvoyTrainingMaster master(String name) {
        return new ConvoyTrainingMaster.Builder(2, 1)
                .batchSizePerWorker(8)
                .averagingFrequency(3)
                .rngSeed(7)
                .exportDirectory(folder.resolve(name).toUri().toString())
                .build();
    }

    private List<String> exports(String name) {
        try (Stream<Path> found = Files.list(folder.resolve(name))) {
            return found.map(path -> path.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] parameters(Model network) {
        return network.params().dup('c').data().asFloat();
    }
}
