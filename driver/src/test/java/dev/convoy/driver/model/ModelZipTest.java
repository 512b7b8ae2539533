package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Convoy continues a zip that Deeplearning4j wrote as Deeplearning4j does, and the other way round. */
class ModelZipTest {
    private static final double OUTPUTS = 1e-6;
    private static final double LOSS = 1e-5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"onednn, false", "onednn, true", "nd4j, false", "nd4j, true", "reference, true"})
    void aZipOfDeeplearning4jIsContinuedAsItWouldContinueItself(String engine, boolean graph) throws IOException {
        org.deeplearning4j.nn.api.Model network = graph ? SavedNetworks.graph() : SavedNetworks.sequence();
        Path zip = folder.resolve("model.zip");
        ModelSerializer.writeModel(network, zip.toFile(), true);

        LoadedModel loaded = SavedNetworks.load(zip);

        assertThat(loaded.notes()).isEmpty();
        SavedWeights weights = loaded.weights().orElseThrow();
        assertThat(weights.parameters().toFloats())
                .containsExactly(network.params().data().asFloat());
        assertThat(loaded.model().configuration().iterationCount()).isEqualTo(3);
        try (GradientKernel kernel = KernelLookup.open(engine, loaded.model(), Precision.FLOAT32);
                Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
            ModelState seeded = optimizer.state();
            assertThat(weights.continuesUpdater(seeded)).isTrue();
            optimizer.load(weights.over(seeded));
            float[] outputs = new float[SavedNetworks.BATCH * SavedNetworks.CLASSES];
            kernel.evaluate(optimizer.parameters(), SavedNetworks.batch(9), outputs);
            assertThat(outputs).containsExactly(outputs(network, SavedNetworks.data(9)), within((float) OUTPUTS));

            for (int step = 3; step < 6; step++) {
                double loss = kernel.gradient(optimizer.parameters(), SavedNetworks.batch(step), optimizer.gradient());
                double theirs = lossOfStep(network, SavedNetworks.data(step));
                assertThat(loss / SavedNetworks.BATCH).as("step %d", step).isCloseTo(theirs, within(LOSS));
                optimizer.step(step, 0, SavedNetworks.BATCH);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"onednn, false", "onednn, true", "nd4j, true", "reference, false"})
    void aZipTrainedHereGoesOnInDeeplearning4jWithWeightsUpdaterAndCounts(String engine, boolean graph)
            throws IOException {
        Path first = folder.resolve("first.zip");
        ModelSerializer.writeModel(graph ? SavedNetworks.graph() : SavedNetworks.sequence(), first.toFile(), true);
        LoadedModel loaded = SavedNetworks.load(first);
        Path second = folder.resolve("second.zip");
        try (GradientKernel kernel = KernelLookup.open(engine, loaded.model(), Precision.FLOAT32);
                Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
            optimizer.load(loaded.weights().orElseThrow().over(optimizer.state()));
            for (int step = 3; step < 5; step++) {
                kernel.gradient(optimizer.parameters(), SavedNetworks.batch(step), optimizer.gradient());
                optimizer.step(step, 0, SavedNetworks.BATCH);
            }
            ModelState state = optimizer.state();
            ModelSerializer.writeModel(optimizer.network(state, 5, 2), second.toFile(), true);
            org.deeplearning4j.nn.api.Model theirs = opened(second, graph);

            ModelConfiguration counts = SavedNetworks.load(second).model().configuration();
            assertThat(counts.iterationCount()).isEqualTo(5);
            assertThat(counts.epochCount()).isEqualTo(2);
            assertThat(theirs.params().data().asFloat())
                    .containsExactly(state.parameters().toFloats());
            float[] outputs = new float[SavedNetworks.BATCH * SavedNetworks.CLASSES];
            kernel.evaluate(optimizer.parameters(), SavedNetworks.batch(9), outputs);
            assertThat(outputs(theirs, SavedNetworks.data(9))).containsExactly(outputs, within((float) OUTPUTS));

            // The first step's loss, and the effect of its update on the second's.
            for (int step = 5; step < 7; step++) {
                double loss = kernel.gradient(optimizer.parameters(), SavedNetworks.batch(step), optimizer.gradient());
                optimizer.step(step, 0, SavedNetworks.BATCH);
                assertThat(lossOfStep(theirs, SavedNetworks.data(step)))
                        .isCloseTo(loss / SavedNetworks.BATCH, within(LOSS));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"onednn, false", "onednn, true", "nd4j, false", "nd4j, true", "reference, true"})
    void aFrozenFrontIsKeptAsDeeplearning4jsTransferLearningKeepsIt(String engine, boolean graph) throws IOException {
        Path zip = folder.resolve("model.zip");
        org.deeplearning4j.nn.api.Model network = graph ? SavedNetworks.graph() : SavedNetworks.sequence();
        ModelSerializer.writeModel(network, zip.toFile(), true);
        LoadedModel loaded = SavedNetworks.load(zip, UpdaterChoice.OWN, Optional.of(graph ? "norm" : "layer0"));
        org.deeplearning4j.nn.api.Model theirs = graph
                ? new TransferLearning.GraphBuilder((ComputationGraph) network)
                        .setFeatureExtractor("norm")
                        .build()
                : new TransferLearning.Builder((MultiLayerNetwork) network)
                        .setFeatureExtractor(0)
                        .build();

        assertThat(loaded.notes())
                .singleElement()
                .asString()
                .contains("the updater, its schedule or the frozen layers have changed");
        Path written = folder.resolve("written.zip");
        try (GradientKernel kernel = KernelLookup.open(engine, loaded.model(), Precision.FLOAT32);
                Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
            optimizer.load(loaded.weights().orElseThrow().over(optimizer.state()));
            for (int step = 0; step < 3; step++) {
                double loss = kernel.gradient(optimizer.parameters(), SavedNetworks.batch(step), optimizer.gradient());
                assertThat(loss / SavedNetworks.BATCH)
                        .as("step %d", step)
                        .isCloseTo(lossOfStep(theirs, SavedNetworks.data(step)), within(LOSS));
                optimizer.step(step, 0, SavedNetworks.BATCH);
            }
            ModelSerializer.writeModel(optimizer.network(optimizer.state(), 3, 0), written.toFile(), true);
        }
        assertThat(outputs(opened(written, graph), SavedNetworks.data(9)))
                .containsExactly(outputs(theirs, SavedNetworks.data(9)), within((float) LOSS));
        LoadedModel again = SavedNetworks.load(written);
        assertThat(again.notes()).isEmpty();
        assertThat(again.model().layers().stream().filter(LayerInfo::frozen)).hasSize(graph ? 2 : 1);
    }

    @Test
    void anotherUpdaterIsReinitialized() throws IOException {
        Path zip = folder.resolve("model.zip");
        ModelSerializer.writeModel(SavedNetworks.sequence(), zip.toFile(), true);
        LoadedModel loaded =
                SavedNetworks.load(zip, new UpdaterChoice("sgd", OptionalDouble.of(0.1), OptionalDouble.empty()));

        assertThat(loaded.weights().orElseThrow().updaterState().length()).isZero();
        assertThat(loaded.notes())
                .containsExactly(
                        "ignored updaterState.bin of %s: the updater, its schedule or the frozen layers have changed"
                                .formatted(zip));
    }

    @Test
    void aZipWithoutUpdaterStateReinitializesIt() throws IOException {
        Path zip = folder.resolve("model.zip");
        ModelSerializer.writeModel(SavedNetworks.graph(), zip.toFile(), false);
        LoadedModel loaded = SavedNetworks.load(zip);

        try (Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
            ModelState seeded = optimizer.state();
            SavedWeights weights = loaded.weights().orElseThrow();
            assertThat(weights.continuesUpdater(seeded)).isFalse();
            assertThat(weights.over(seeded).updaterState()).isSameAs(seeded.updaterState());
        }
    }

    @Test
    void aNormalizerIsIgnoredAndNamed() throws IOException {
        NormalizerStandardize normalizer = new NormalizerStandardize();
        normalizer.fit(SavedNetworks.data(1));
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(normalizer, part);
        Path zip = ZipParts.of(SavedNetworks.sequence())
                .with("normalizer.bin", part.toByteArray())
                .write(folder);

        assertThat(SavedNetworks.load(zip).notes())
                .containsExactly("ignored normalizer.bin of " + zip
                        + ": Convoy reads configuration, coefficients and optimizer state only");
    }

    @Test
    void aZipWithoutCoefficientsIsAConfiguration() throws IOException {
        Path zip = folder.resolve("model.zip");
        String json = SavedNetworks.sequence().getLayerWiseConfigurations().toJson();
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.putNextEntry(new ZipEntry("configuration.json"));
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        LoadedModel loaded = SavedNetworks.load(zip);

        assertThat(loaded.weights()).isEmpty();
        assertThat(loaded.notes()).containsExactly(zip + " holds no weights: they are drawn from the seed");
    }

    @ParameterizedTest
    @EnumSource(names = {"DOUBLE", "HALF", "BFLOAT16"})
    void coefficientsOfOtherTypesAreRounded(DataType type) throws IOException {
        MultiLayerNetwork network = SavedNetworks.sequence();
        INDArray cast = network.params().castTo(type);
        Path zip = ZipParts.of(network)
                .with("coefficients.bin", ZipParts.array(cast))
                .write(folder);

        assertThat(SavedNetworks.load(zip).weights().orElseThrow().parameters().toFloats())
                .containsExactly(cast.castTo(DataType.FLOAT).data().asFloat());
    }

    @Test
    void theEntriesMayComeInAnyOrder() throws IOException {
        MultiLayerNetwork network = SavedNetworks.sequence();
        ZipParts parts = ZipParts.of(network);
        Path zip = parts.without("configuration.json")
                .with("configuration.json", parts.get("configuration.json"))
                .write(folder);
        LoadedModel loaded = SavedNetworks.load(zip);

        assertThat(loaded.notes()).isEmpty();
        assertThat(loaded.weights().orElseThrow().parameters().toFloats())
                .containsExactly(network.params().data().asFloat());
    }

    @Test
    void schedulesByEpochCountOnUnlessTheUpdaterIsAnother() throws IOException {
        MultiLayerNetwork network = SavedNetworks.sequence();
        network.setLearningRate(new StepSchedule(ScheduleType.EPOCH, 1, 0.5, 1));
        network.setEpochCount(2);
        Path zip = ZipParts.of(network).write(folder);

        assertThat(learningRate(SavedNetworks.load(zip))).isEqualTo(0.125);
        UpdaterChoice another = new UpdaterChoice("sgd", OptionalDouble.of(0.1), OptionalDouble.empty());
        assertThat(SavedNetworks.load(zip, another).model().configuration().epochCount())
                .isZero();
    }

    /** A network in the second epoch of a run. */
    private static double learningRate(LoadedModel loaded) {
        try (Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
            return optimizer.learningRate(0, 1);
        }
    }

    private static org.deeplearning4j.nn.api.Model opened(Path zip, boolean graph) throws IOException {
        return graph
                ? ModelSerializer.restoreComputationGraph(zip.toFile(), true)
                : ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), true);
    }

    private static float[] outputs(org.deeplearning4j.nn.api.Model network, DataSet data) {
        INDArray outputs = network instanceof ComputationGraph graph
                ? graph.outputSingle(data.getFeatures())
                : ((MultiLayerNetwork) network).output(data.getFeatures());
        return Nd4j.toFlattened('c', outputs).data().asFloat();
    }

    /** Returns the loss without its L2 term, which a kernel does not know. */
    private static double lossOfStep(org.deeplearning4j.nn.api.Model network, DataSet data) {
        double penalty;
        if (network instanceof ComputationGraph graph) {
            penalty = graph.calcRegularizationScore(true);
            graph.fit(data);
        } else {
            MultiLayerNetwork sequence = (MultiLayerNetwork) network;
            penalty = sequence.calcRegularizationScore(true);
            sequence.fit(data);
        }
        return network.score() - penalty;
    }
}
