package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.learning.Curve;
import dev.convoy.learning.RateSchedule;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class RequestedUpdaterTest {
    private static final Shape IMAGE = new Shape(1, 28, 28);
    private static final int EXAMPLES = 4;

    private static LoadedModel load(String name, UpdaterChoice updater, RateSchedule schedule) throws IOException {
        ModelRequest request = new ModelRequest(
                name,
                new ModelRequest.Changes(updater, Optional.ofNullable(schedule), Optional.empty(), false),
                DataType.FLOAT,
                7);
        return ModelLoader.load(request, IMAGE, 10, new Configuration());
    }

    private static UpdaterChoice updater(String name, double rate, double decay) {
        return new UpdaterChoice(name, OptionalDouble.of(rate), OptionalDouble.empty(), OptionalDouble.of(decay), 1);
    }

    /** Returns the parameters after one update from a random gradient, and those before. */
    private static double[][] step(Model model, double[] gradient) {
        try (Optimizer optimizer = new Optimizer(model, Precision.FLOAT32, 7)) {
            double[] before = optimizer.state().parameters().toDoubles();
            float[] narrow = new float[gradient.length];
            for (int i = 0; i < narrow.length; i++) {
                narrow[i] = (float) gradient[i];
            }
            new FloatPointer(optimizer.gradient()).put(narrow);
            optimizer.step(0, 0, EXAMPLES);
            return new double[][] {before, optimizer.state().parameters().toDoubles()};
        }
    }

    /** Weights of convolutions and of the output layer decay; biases, γ, β and running statistics do not. */
    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adamw"})
    void onlyWeightsDecay(String name) throws IOException {
        double decay = 0.1;
        Model plain = load("resnet20", updater(name, 0.5, 0), null).model();
        Model decaying = load("resnet20", updater(name, 0.5, decay), null).model();
        double[] gradient = new Random(1)
                .doubles(plain.parameters(), 0.5, 1)
                .map(value -> (float) value)
                .toArray();
        double[][] without = step(plain, gradient);
        double[][] with = step(decaying, gradient);
        int weights = 0;
        for (var layer : plain.layers()) {
            int from = (int) layer.parameterOffset();
            int to = from + (int) layer.parameters();
            boolean isOutput = layer.name().equals("output");
            // Deeplearning4j lays out the output layer's weights before its biases; convolutions here have none.
            int decayed = layer.name().endsWith("-norm") ? from : isOutput ? to - 10 : to;
            double greatest = 0;
            for (int i = from; i < to; i++) {
                // Both orders give rate · c · w: in SGD's gradient, and from the weights with AdamW.
                double expected = i < decayed ? 0.5 * decay * with[0][i] : 0;
                greatest = Math.max(greatest, Math.abs(without[1][i] - with[1][i] - expected));
            }
            assertThat(greatest).as(layer.name()).isLessThan(2e-6);
            weights += decayed - from;
        }
        assertThat(weights).isGreaterThan(260_000);
    }

    @Test
    void adamwHasPyTorchsDecayUnlessAnotherIsGiven() throws IOException {
        UpdaterChoice unset = new UpdaterChoice("adamw", OptionalDouble.of(0.1), OptionalDouble.empty());
        assertThat(load("resnet20", unset, null).model().configuration().toJson())
                .isEqualTo(load("resnet20", updater("adamw", 0.1, 0.01), null)
                        .model()
                        .configuration()
                        .toJson());
    }

    @Test
    void aScheduleStartsFromTheRateOfTheModelsOwnUpdater() throws IOException {
        RateSchedule schedule = new RateSchedule(1, 10, new Curve.Cosine(10, 100, 0));
        Model model = load("resnet20", UpdaterChoice.OWN, schedule).model();
        UpdaterChoice fourWorkers =
                new UpdaterChoice("model", OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), 4);
        Model scaled = load("resnet20", fourWorkers, schedule).model();
        try (Optimizer optimizer = new Optimizer(model, Precision.FLOAT32, 7);
                Optimizer times4 = new Optimizer(scaled, Precision.FLOAT32, 7)) {
            for (int iteration : new int[] {0, 5, 10, 55, 100}) {
                double expected = 0.1 * schedule.valueAt(iteration, 0);
                assertThat(optimizer.learningRate(iteration, 99)).isEqualTo(expected, within(1e-15));
                assertThat(times4.learningRate(iteration, 99)).isEqualTo(4 * expected, within(1e-15));
            }
        }
    }

    @Test
    void theModelsOwnScheduleCannotBeScaled() {
        UpdaterChoice scaled =
                new UpdaterChoice("model", OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty(), 4);
        assertThatThrownBy(() -> load("resnet20", scaled, null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("train.scale-learning-rate cannot change the schedule");
    }

    /** Products such as 0.1 · 3 are not exact. */
    @Test
    void aRateIsMultipliedByAnyNumberOfWorkers() throws IOException {
        UpdaterChoice three = new UpdaterChoice(
                "nesterovs", OptionalDouble.of(0.1), OptionalDouble.empty(), OptionalDouble.empty(), 3);
        try (Optimizer optimizer = new Optimizer(load("lenet", three, null).model(), Precision.FLOAT32, 7)) {
            assertThat(optimizer.learningRate(0, 0)).isEqualTo(0.1 * 3);
        }
    }

    @Test
    void larsIsRefusedBeforeARunStarts() {
        ModelRequest.Changes lars =
                new ModelRequest.Changes(updater("lars", 0.1, 0), Optional.empty(), Optional.empty(), false);
        assertThatThrownBy(() -> ModelLoader.load(
                        new ModelRequest("lenet", lars, DataType.DOUBLE, 7), IMAGE, 10, new Configuration()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.updater=lars computes in float32 or bfloat16. Given:");
    }

    /** What Deeplearning4j writes and reads must name its own classes only. */
    @ParameterizedTest
    @ValueSource(strings = {"nesterovs", "adamw", "lars"})
    void deeplearning4jOpensTheZipOfEachUpdater(String name, @TempDir Path folder) throws IOException {
        RateSchedule schedule = new RateSchedule(1, 10, new Curve.Cosine(10, 100, 0));
        LoadedModel loaded = load("resnet20", updater(name, 0.5, 0.1), schedule);
        Path zip = folder.resolve("model.zip");
        ModelState state;
        try (Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
            state = optimizer.state();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            List<String> notes = ModelDescription.NONE.write(optimizer.network(state, 100, 3), bytes);
            assertThat(notes).hasSize(name.equals("lars") ? 2 : 1).allMatch(note -> note.startsWith("model.zip "));
            Files.write(zip, bytes.toByteArray());
        }
        ComputationGraph network = ModelSerializer.restoreComputationGraph(zip.toFile());
        assertThat(network.getConfiguration().toJson()).doesNotContain("dev.convoy");
        assertThat(network.params().toFloatVector())
                .containsExactly(toFloats(state.parameters().toDoubles()));
        assertThat(((org.deeplearning4j.nn.conf.layers.BaseLayer)
                                network.getLayer("conv1").conf().getLayer())
                        .getIUpdater()
                        .getLearningRate(55, 0))
                .isEqualTo(0.5 * schedule.valueAt(55, 0), within(1e-12));
        // A new schedule has the greatest rate of the old one, not that of its warm-up's first update.
        try (Optimizer again =
                new Optimizer(load(zip.toString(), UpdaterChoice.OWN, schedule).model(), Precision.FLOAT32, 7)) {
            assertThat(again.learningRate(10, 0)).isEqualTo(0.5, within(1e-12));
        }
        // The optimizer state stays with the schedule that it was trained with.
        assertThat(load(zip.toString(), UpdaterChoice.OWN, null).iterations(state))
                .isEqualTo(100);
        assertThat(load(zip.toString(), UpdaterChoice.OWN, schedule).iterations(state))
                .isZero();
    }

    /** A run folder's model.json is read with the checks of any other file. */
    @Test
    void aRunsModelKeepsSchedulesAndLars() throws IOException {
        RateSchedule schedule = new RateSchedule(1, 10, new Curve.OneCycle(3, 99));
        String json = load("resnet20", updater("lars", 0.5, 0.1), schedule)
                .model()
                .configuration()
                .toJson();
        assertThat(ModelLoader.ofRun(json.getBytes(StandardCharsets.UTF_8), "model.json", IMAGE)
                        .configuration()
                        .toJson())
                .isEqualTo(json);
    }

    private static float[] toFloats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
