package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.config.JobConfig.UpdaterChoice;
import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;

class ModelLoaderTest {
    private static final Shape MNIST = new Shape(1, 28, 28);
    private static final UpdaterChoice OWN =
            new UpdaterChoice(UpdaterChoice.MODEL, OptionalDouble.empty(), OptionalDouble.empty());

    @TempDir
    private Path folder;

    @Test
    void lenetHasTheLayersAndParametersOfItsDescription() throws IOException {
        Model lenet = load("lenet", MNIST, OWN);

        assertThat(lenet.layers().stream().map(row -> row.output().toString()))
                .containsExactly("20×24×24", "20×12×12", "50×8×8", "50×4×4", "500", "10");
        assertThat(lenet.parameters()).isEqualTo(431_080);
        assertThat(updater(lenet)).isInstanceOf(RmsProp.class);
    }

    @Test
    void theConfigurationIsTheSameEveryTime() throws IOException {
        assertThat(load("lenet", MNIST, OWN).configuration().toJson())
                .isEqualTo(load("lenet", MNIST, OWN).configuration().toJson());
    }

    @Test
    void theUpdaterAskedForIsGivenToEveryLayer() throws IOException {
        Model lenet =
                load("lenet", MNIST, new UpdaterChoice("nesterovs", OptionalDouble.of(0.02), OptionalDouble.of(0.8)));

        assertThat(updater(lenet)).isEqualTo(new Nesterovs(0.02, 0.8));
    }

    @Test
    void anyMultiLayerConfigurationIsReadFromJson() throws IOException {
        Path json = Files.writeString(
                folder.resolve("net.json"),
                load("lenet", MNIST, OWN).configuration().toJson());

        assertThat(load(json.toString(), MNIST, OWN).parameters()).isEqualTo(431_080);
    }

    @Test
    void aModelThatDoesNotFitTheImagesNamesTheLayerAndBothShapes() throws IOException {
        Path json = Files.writeString(
                folder.resolve("net.json"),
                load("lenet", MNIST, OWN).configuration().toJson());

        assertThatThrownBy(() -> load(json.toString(), new Shape(3, 28, 28), OWN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("layer conv1 takes 1 channels. Given: 3×28×28.");
        assertThatThrownBy(() -> load(json.toString(), new Shape(1, 32, 32), OWN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("layer dense takes")
                .hasMessageContaining("Given: 50×5×5.");
        assertThatThrownBy(() -> load("lenet", new Shape(1, 6, 6), OWN))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("layer conv2 takes")
                .hasMessageContaining("Given: 20×1×1");
    }

    @Test
    void tooFewOutputsForTheClassesIsAnError() throws IOException {
        Path json = Files.writeString(
                folder.resolve("net.json"),
                load("lenet", MNIST, OWN).configuration().toJson());

        assertThatThrownBy(() -> ModelLoader.load(json.toString(), MNIST, 11, OWN, 42, new Configuration()))
                .hasMessageStartingWith("layer output must have an output for each of 11 classes. Given: 10.");
    }

    @Test
    void unknownModelsAndUpdatersSayWhatThereIs() throws IOException {
        Path text = Files.writeString(folder.resolve("net.json"), "{}");

        assertThatThrownBy(() -> load("lenett", MNIST, OWN)).hasMessageStartingWith("model must be lenet or a");
        assertThatThrownBy(() -> load(text.toString(), MNIST, OWN))
                .hasMessageStartingWith("a model file must be a MultiLayerConfiguration as JSON");
        assertThatThrownBy(() -> load(
                        "lenet", MNIST, new UpdaterChoice("adamm", OptionalDouble.empty(), OptionalDouble.empty())))
                .hasMessageStartingWith("train.updater must be model, sgd, nesterovs, adam or rmsprop. Given: adamm.");
    }

    private static Object updater(Model model) {
        return ((ConvolutionLayer) model.configuration().getConf(0).getLayer()).getIUpdater();
    }

    private static Model load(String name, Shape shape, UpdaterChoice updater) throws IOException {
        return ModelLoader.load(name, shape, 10, updater, 42, new Configuration());
    }
}
