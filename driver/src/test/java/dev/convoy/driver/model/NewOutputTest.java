package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** A trained network for images of other classes: every layer but the last keeps its weights. */
class NewOutputTest {
    @TempDir
    Path folder;

    private LoadedModel load(String name, Optional<String> freezeUntil, int classes) throws IOException {
        ModelRequest.Changes changes = new ModelRequest.Changes(UpdaterChoice.OWN, Optional.empty(), freezeUntil, true);
        return ModelLoader.load(
                new ModelRequest(name, changes, DataType.FLOAT, 7), SavedNetworks.SHAPE, classes, new Configuration());
    }

    /** With fewer classes than before, as many, and more. */
    @ParameterizedTest
    @CsvSource({"false, 2", "false, 3", "true, 3", "true, 7"})
    void onlyTheLastLayerStartsAnew(boolean graph, int classes) throws IOException {
        Path zip = folder.resolve("model.zip");
        org.deeplearning4j.nn.api.Model network = graph ? SavedNetworks.graph() : SavedNetworks.sequence();
        ModelSerializer.writeModel(network, zip.toFile(), true);
        LoadedModel loaded = load(zip.toString(), Optional.of(graph ? "norm" : "layer0"), classes);

        assertThat(loaded.model().outputs()).isEqualTo(classes);
        try (Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
            ModelState seeded = optimizer.state();
            double[] start = loaded.start(seeded).parameters().toDoubles();
            double[] drawn = seeded.parameters().toDoubles();
            float[] trained = network.params().toFloatVector();
            LayerInfo last = loaded.model().layers().get(loaded.model().layers().size() - 1);
            for (int i = 0; i < start.length; i++) {
                assertThat(start[i]).isEqualTo(i < last.parameterOffset() ? trained[i] : drawn[i]);
            }
            assertThat(loaded.iterations(seeded)).isZero();
            assertThat(loaded.start(seeded).updaterState()).isEqualTo(seeded.updaterState());
        }
        assertThat(loaded.model().layers().stream().filter(LayerInfo::frozen)).hasSize(graph ? 2 : 1);
    }

    @Test
    void aScheduleThatStartsFromTheBeginningIsSaid() throws IOException {
        Path zip = folder.resolve("model.zip");
        MultiLayerNetwork network = SavedNetworks.sequence();
        network.setLearningRate(new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.5));
        ModelSerializer.writeModel(network, zip.toFile(), true);

        String note = "the schedule of its learning rate starts from the beginning; train.schedule.type sets another";
        assertThat(load(zip.toString(), Optional.empty(), 5).notes()).contains(note);
        assertThat(SavedNetworks.load(zip).notes()).as("it continues").doesNotContain(note);
    }

    @Test
    void aModelWithoutWeightsHasNothingToKeep() {
        assertThatThrownBy(() -> ModelLoader.load(
                        new ModelRequest(
                                "lenet",
                                new ModelRequest.Changes(UpdaterChoice.OWN, Optional.empty(), Optional.empty(), true),
                                DataType.FLOAT,
                                7),
                        new Shape(1, 28, 28),
                        10,
                        new Configuration()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.new-output needs a model with weights. Given: lenet.");
    }

    /** The second part of fine-tuning, from the file of the first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyLayerOfAFrozenNetworkCanBeTrainedAgain(boolean graph) throws IOException {
        Path zip = folder.resolve("model.zip");
        ModelSerializer.writeModel(graph ? SavedNetworks.graph() : SavedNetworks.sequence(), zip.toFile(), true);
        Optional<String> front = Optional.of(graph ? "norm" : "layer0");
        Path head = folder.resolve("head.zip");
        double[] trained;
        LoadedModel frozen = load(zip.toString(), front, 5);
        try (Optimizer optimizer = new Optimizer(frozen.model(), Precision.FLOAT32, 7)) {
            ModelState start = frozen.start(optimizer.state());
            trained = start.parameters().toDoubles();
            ModelSerializer.writeModel(optimizer.network(start, 0, 0), head.toFile(), true);
        }
        LoadedModel kept = SavedNetworks.load(head, UpdaterChoice.OWN, Optional.empty(), 5);
        LoadedModel thawed = SavedNetworks.load(head, UpdaterChoice.OWN, Optional.of("none"), 5);
        assertThat(kept.model().layers()).anyMatch(LayerInfo::frozen);
        assertThat(thawed.model().layers()).noneMatch(LayerInfo::frozen);
        try (Optimizer optimizer = new Optimizer(thawed.model(), Precision.FLOAT32, 8)) {
            assertThat(thawed.start(optimizer.state()).parameters().toDoubles()).containsExactly(trained);
        }
    }
}
