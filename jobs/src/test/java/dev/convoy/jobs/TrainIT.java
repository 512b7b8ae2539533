package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The main job on the sample, submitted for real: on threads and on separate executors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrainIT {
    /** Static: one for all tests. */
    @TempDir
    static Path folder;

    /** Set by the first test; all others must reach the same bits. */
    private String quietSha;

    @Test
    @Order(1)
    void aQuietRunLeavesEverythingTheDesignLists() throws Exception {
        Path run = folder.resolve("quiet");
        Submission submission = train(run);

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(submission.out())
                .contains(
                        "431,080", "kernel onednn: taken", "epoch 1/2 | round 1/16 | loss", "class ", "test accuracy");
        JsonNode summary = Submission.json(run.resolve("run.json"));
        assertThat(summary.get("status").asText()).isEqualTo("completed");
        assertThat(summary.get("testAccuracy").asDouble()).isGreaterThan(0.75);
        assertThat(summary.get("examples").asLong()).isEqualTo(20_000);
        assertThat(summary.get("rounds").asInt()).isEqualTo(16);
        assertThat(summary.get("engine").asText()).isEqualTo("onednn");
        double phases = 0;
        for (JsonNode seconds : summary.get("phases")) {
            phases += seconds.asDouble();
        }
        assertThat(summary.get("wallSeconds").asDouble()).isCloseTo(phases, within(1e-6));
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(16);
        assertThat(names(run)).contains("resolved.conf", "spark.log", "model.zip");
        assertThat(names(run.resolve("checkpoints"))).contains("round-000016");
        quietSha = summary.get("paramsSha256").asText();
    }

    @Test
    @Order(2)
    void theZipOpensInDeeplearning4jWithTheSameParameters() throws IOException {
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(
                folder.resolve("quiet/model.zip").toFile(), true);

        assertThat(network.numParams()).isEqualTo(431_080);
        assertThat(sha(network.params())).isEqualTo(quietSha);
    }

    @Order(3)
    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local[2]", "local-cluster[2,1,1024]"})
    void theSameSeedGivesTheSameBitsOnEveryCluster(String master) throws Exception {
        Path run = folder.resolve(master.replaceAll("\\W", "-"));
        Submission submission = train(run, "--", "--master", master);

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(sha(run)).isEqualTo(quietSha);
    }

    @Test
    @Order(4)
    void aFinishedRunIsNotTrainedAgain() throws Exception {
        Submission again = train(folder.resolve("quiet"));

        assertThat(again.code()).as(again.why()).isZero();
        assertThat(again.out()).contains("continues after round 16").doesNotContain("| round 1/16 |");
        assertThat(sha(folder.resolve("quiet"))).isEqualTo(quietSha);
    }

    @Test
    @Order(5)
    void aRunFolderOfAnotherConfigurationIsRefused() throws Exception {
        String before = Files.readString(folder.resolve("quiet/run.json"));
        Submission other = train(folder.resolve("quiet"), "-D", "train.seed=7");

        assertThat(other.code()).isNotZero();
        assertThat(other.error())
                .contains("error: run.dir must be new or belong to the same configuration.")
                .contains("train.seed = 42, now 7");
        assertThat(Files.readString(folder.resolve("quiet/run.json"))).isEqualTo(before);
    }

    @Test
    @Order(6)
    void aLossThatIsNotFiniteFailsTheRunAndSaysWhere() throws Exception {
        Path run = folder.resolve("diverged");
        Submission submission = train(run, "-D", "train.updater=sgd", "-D", "train.learning-rate=1e30");

        assertThat(submission.code()).isNotZero();
        assertThat(submission.error()).contains("error: loss and parameters must stay finite.", "epoch 1, round 1");
        assertThat(Submission.json(run.resolve("run.json")).get("status").asText())
                .isEqualTo("failed");
    }

    @Test
    @Order(7)
    void aGraphWithBatchNormalizationIsTrainedFromItsJsonAndOpensInDeeplearning4j() throws Exception {
        Path json = Files.writeString(folder.resolve("graph.json"), graph().toJson());
        Path run = folder.resolve("graph");
        Submission submission = train(run, "-D", "model=" + json, "-D", "train.label-smoothing=0.1");

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(submission.out()).contains("sum", "from norm2, norm1");
        assertThat(Submission.json(run.resolve("run.json")).get("testAccuracy").asDouble())
                .isGreaterThan(0.6);
        ComputationGraph network =
                ModelSerializer.restoreComputationGraph(run.resolve("model.zip").toFile(), true);
        assertThat(sha(network.params())).isEqualTo(sha(run));
    }

    @Test
    @Order(8)
    void aZipIsTrainedOnFromItsWeights() throws Exception {
        Path quiet = folder.resolve("quiet");
        Path run = folder.resolve("continued");
        Submission submission = train(run, "-D", "train.epochs=1", "-D", "model=" + quiet.resolve("model.zip"));

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(submission.out())
                .contains("starts from the weights of the model's file; its updater continues after 158 updates");
        assertThat(firstLoss(run)).isLessThan(firstLoss(quiet) / 2);
        assertThat(sha(run)).isNotEqualTo(quietSha);
    }

    @Test
    @Order(9)
    void aZipIsFineTunedBehindItsFrozenLayers() throws Exception {
        Path zip = folder.resolve("quiet/model.zip");
        Path run = folder.resolve("tuned");
        Submission submission =
                train(run, "-D", "train.epochs=1", "-D", "model=" + zip, "-D", "train.freeze-until=pool2");

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(submission.out().lines().filter(line -> line.endsWith("  frozen")))
                .hasSize(4);
        MultiLayerNetwork before = ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), true);
        MultiLayerNetwork after = ModelSerializer.restoreMultiLayerNetwork(
                run.resolve("model.zip").toFile(), true);
        assertThat(after.getLayer(2).params()).isEqualTo(before.getLayer(2).params());
        assertThat(after.getLayer(4).params()).isNotEqualTo(before.getLayer(4).params());
        assertThat(Submission.json(run.resolve("run.json")).toString()).contains("\"train.freeze-until\":\"pool2\"");
    }

    private static double firstLoss(Path run) throws IOException {
        try (Stream<String> lines = Files.lines(run.resolve("metrics.jsonl"))) {
            return new ObjectMapper()
                    .readTree(lines.findFirst().orElseThrow())
                    .get("loss")
                    .asDouble();
        }
    }

    private static ComputationGraphConfiguration graph() {
        return new NeuralNetConfiguration.Builder()
                .updater(new Adam(0.005))
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("image")
                .addLayer("conv1", convolution(5, 2), "image")
                .addLayer("norm1", new BatchNormalization.Builder().build(), "conv1")
                .addLayer("conv2", convolution(3, 1), "norm1")
                .addLayer("norm2", new BatchNormalization.Builder().build(), "conv2")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm2", "norm1")
                .addLayer(
                        "relu",
                        new ActivationLayer.Builder()
                                .activation(Activation.RELU)
                                .build(),
                        "sum")
                .addLayer(
                        "pool",
                        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                .kernelSize(4, 4)
                                .stride(4, 4)
                                .build(),
                        "relu")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(10)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("output")
                .build();
    }

    private static ConvolutionLayer convolution(int kernel, int stride) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .padding(kernel / 2, kernel / 2)
                .nOut(16)
                .hasBias(false)
                .build();
    }

    private static Submission train(Path run, String... more) throws IOException, InterruptedException {
        return Submission.run(arguments(run, more));
    }

    private static String[] arguments(Path run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "-D", "train.epochs=2", "-D", "run.dir=" + run));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static String sha(Path run) throws IOException {
        return Submission.json(run.resolve("run.json")).get("paramsSha256").asText();
    }

    private static String sha(INDArray parameters) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(4 * parameters.length())).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(parameters.data().asFloat());
        return Preparation.sha256(bytes.array());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
