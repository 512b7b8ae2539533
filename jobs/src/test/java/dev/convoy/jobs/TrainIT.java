package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.jobs.job.Preparation;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The main job on the sample: submitted with threads and with separate executors, and otherwise run in this JVM. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LocalCluster.class)
class TrainIT {
    /** Static: one for all tests. */
    @TempDir
    static Path folder;

    private static final Path SAMPLE = Path.of("data/fashion-mnist-sample").toAbsolutePath();

    private Path undisturbed;
    private Submission undisturbedSubmission;
    private String expectedSha;

    @BeforeAll
    void trainUndisturbed() throws Exception {
        undisturbed = folder.resolve("undisturbed");
        undisturbedSubmission = Submission.run(arguments(undisturbed).toArray(String[]::new));
        assertThat(undisturbedSubmission.code()).as(undisturbedSubmission.why()).isZero();
        expectedSha = sha(undisturbed);
    }

    @Test
    void aRunLeavesEverythingTheDesignLists() throws Exception {
        assertThat(undisturbedSubmission.out())
                .contains(
                        "431,080", "kernel: using onednn", "epoch 1/2 | round 1/16 | loss", "class ", "test accuracy");
        JsonNode summary = Submission.json(undisturbed.resolve("run.json"));
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
        assertThat(Files.readAllLines(undisturbed.resolve("metrics.jsonl"))).hasSize(16);
        assertThat(names(undisturbed)).contains("resolved.conf", "spark.log", "model.zip");
        assertThat(names(undisturbed.resolve("checkpoints"))).contains("round-000016");
        JsonNode report = ReportData.of(undisturbed).requireTimeAttributed().run();
        assertThat(report.path("conclusion").path("images")).hasSizeBetween(60, 300);
        assertThat(report.path("layers").path("gradients")).hasSize(4);
    }

    @Test
    void theZipOpensInDeeplearning4jWithTheSameParameters() throws IOException {
        MultiLayerNetwork network = ModelSerializer.restoreMultiLayerNetwork(zip(undisturbed), true);

        assertThat(network.numParams()).isEqualTo(431_080);
        assertThat(sha(network.params())).isEqualTo(expectedSha);
    }

    @Tag("matrix")
    @Test
    void theSameSeedGivesTheSameBitsOnSeparateExecutors() throws Exception {
        Path run = folder.resolve("executors");
        List<String> arguments = arguments(run);
        arguments.addAll(List.of("--", "--master", "local-cluster[2,1,1024]"));
        Submission submission = Submission.run(arguments.toArray(String[]::new));

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(sha(run)).isEqualTo(expectedSha);
    }

    @Test
    void theSameSeedGivesTheSameBitsOnOneThread() throws Exception {
        Path run = folder.resolve("thread");
        trained(VerbRun.of("local[1]", arguments(run)));

        assertThat(sha(run)).isEqualTo(expectedSha);
    }

    /** Of the eight seconds, five are for the end of the process. */
    @Test
    void aRunThatMustEndSoonStopsInTimeAndContinuesToTheSameBits() throws Exception {
        Path run = folder.resolve("slot");
        Instant end = Instant.now().plusSeconds(8);
        List<String> arguments = arguments(run);
        arguments.addAll(List.of("-D", "train.until=" + end));

        VerbRun stopped = VerbRun.of("local[2]", arguments);

        assertThat(Instant.now()).isBefore(end);
        assertThat(stopped.code()).as(stopped.error()).isEqualTo(ExitCode.STOPPED_EARLY);
        assertThat(stopped.error()).containsOnlyOnce("stopped: ");
        assertThat(Submission.json(run.resolve("run.json")).get("status").asText())
                .isEqualTo("stopped");
        trained(train(run));
        assertThat(sha(run)).isEqualTo(expectedSha);
    }

    @Test
    void aFinishedRunIsNotTrainedAgain() throws Exception {
        VerbRun again = trained(train(undisturbed));

        assertThat(again.out()).contains("continues after round 16").doesNotContain("| round 1/16 |");
        assertThat(sha(undisturbed)).isEqualTo(expectedSha);
    }

    @Test
    void aRunFolderOfAnotherConfigurationIsRefused() throws Exception {
        String before = Files.readString(undisturbed.resolve("run.json"));
        VerbRun other = train(undisturbed, "train.seed=7");

        assertThat(other.code()).isEqualTo(2);
        assertThat(other.error())
                .contains("error: run.dir must be new or belong to the same configuration.")
                .contains("train.seed = 42, now 7");
        assertThat(undisturbed.resolve("run.json")).hasContent(before);
    }

    @Test
    void aLossThatIsNotFiniteFailsTheRunAndSaysWhere() throws Exception {
        Path run = folder.resolve("diverged");
        VerbRun diverged = train(run, "train.updater=sgd", "train.learning-rate=1e30");

        // The same command has the same bits.
        assertThat(diverged.code()).isEqualTo(2);
        assertThat(diverged.error()).contains("error: loss and parameters must stay finite.", "epoch 1, round 1");
        assertThat(Submission.json(run.resolve("run.json")).get("status").asText())
                .isEqualTo("failed");
    }

    @Test
    void aGraphWithBatchNormalizationIsTrainedFromItsJsonAndOpensInDeeplearning4j() throws Exception {
        Path json = Files.writeString(folder.resolve("graph.json"), graph().toJson());
        Path run = folder.resolve("graph");
        VerbRun graph = trained(train(run, "model=" + json, "train.label-smoothing=0.1"));

        assertThat(graph.out()).contains("sum", "from norm2, norm1");
        assertThat(Submission.json(run.resolve("run.json")).get("testAccuracy").asDouble())
                .isGreaterThan(0.6);
        ComputationGraph network = ModelSerializer.restoreComputationGraph(zip(run), true);
        assertThat(sha(network.params())).isEqualTo(sha(run));
    }

    @Test
    void aZipIsTrainedOnFromItsWeights() throws Exception {
        Path run = folder.resolve("continued");
        VerbRun continued = trained(train(run, "train.epochs=1", "model=" + zip(undisturbed)));

        assertThat(continued.out())
                .contains(
                        "starts from the weights of the model's file; its optimizer state continues after 158 updates");
        assertThat(firstLoss(run)).isLessThan(firstLoss(undisturbed) / 2);
        assertThat(sha(run)).isNotEqualTo(expectedSha);
    }

    @Test
    void aZipIsFineTunedAfterItsFrozenLayers() throws Exception {
        Path run = folder.resolve("tuned");
        VerbRun tuned = trained(train(run, "train.epochs=1", "model=" + zip(undisturbed), "train.freeze-until=pool2"));

        assertThat(tuned.out().lines().filter(line -> line.endsWith("  frozen")))
                .hasSize(4);
        MultiLayerNetwork before = ModelSerializer.restoreMultiLayerNetwork(zip(undisturbed), true);
        MultiLayerNetwork after = ModelSerializer.restoreMultiLayerNetwork(zip(run), true);
        assertThat(after.getLayer(2).params()).isEqualTo(before.getLayer(2).params());
        assertThat(after.getLayer(4).params()).isNotEqualTo(before.getLayer(4).params());
        assertThat(Submission.json(run.resolve("run.json")).toString()).contains("\"train.freeze-until\":\"pool2\"");
    }

    private static File zip(Path run) {
        return run.resolve("model.zip").toFile();
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

    private static VerbRun train(Path run, String... settings) {
        return VerbRun.of("local[2]", arguments(run, settings));
    }

    private static VerbRun trained(VerbRun run) {
        assertThat(run.code()).as(run.error()).isZero();
        return run;
    }

    private static List<String> arguments(Path run, String... settings) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        Stream.concat(Stream.of("data.train=" + SAMPLE, "train.epochs=2", "run.dir=" + run), Stream.of(settings))
                .forEach(setting -> arguments.addAll(List.of("-D", setting)));
        return arguments;
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
