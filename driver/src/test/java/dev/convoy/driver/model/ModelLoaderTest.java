package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.driver.model.ModelRequest.Changes;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

class ModelLoaderTest {
    private static final Shape MNIST = new Shape(1, 28, 28);

    @TempDir
    private Path folder;

    @Test
    void lenetHasTheLayersAndParametersOfItsDescription() throws IOException {
        Model lenet = load("lenet", MNIST, UpdaterChoice.OWN);

        assertThat(lenet.layers().stream().map(row -> row.output().toString()))
                .containsExactly("20×24×24", "20×12×12", "50×8×8", "50×4×4", "500", "10");
        assertThat(lenet.parameters()).isEqualTo(431_080);
        assertThat(updater(lenet)).isInstanceOf(RmsProp.class);
    }

    @Test
    void theConfigurationIsTheSameEveryTime() throws IOException {
        assertThat(load("lenet", MNIST, UpdaterChoice.OWN).configuration().toJson())
                .isEqualTo(
                        load("lenet", MNIST, UpdaterChoice.OWN).configuration().toJson());
    }

    @Test
    void theUpdaterAskedForIsGivenToEveryLayer() throws IOException {
        UpdaterChoice sgd = new UpdaterChoice("sgd", OptionalDouble.of(0.02), OptionalDouble.empty());
        for (String name : new String[] {"resnet20", "mobilenet-v1"}) {
            assertThat(load(name, MNIST, sgd).configuration().layers())
                    .filteredOn(layer -> layer.getLayer() instanceof BaseLayer)
                    .extracting(layer -> ((BaseLayer) layer.getLayer()).getIUpdater())
                    .hasSizeGreaterThan(40)
                    .containsOnly(new Sgd(0.02));
        }
        Model lenet =
                load("lenet", MNIST, new UpdaterChoice("nesterovs", OptionalDouble.of(0.02), OptionalDouble.of(0.8)));

        assertThat(updater(lenet)).isEqualTo(new Nesterovs(0.02, 0.8));
    }

    @Test
    void anyMultiLayerConfigurationIsReadFromJson() throws IOException {
        Path json = Files.writeString(
                folder.resolve("net.json"),
                load("lenet", MNIST, UpdaterChoice.OWN).configuration().toJson());

        assertThat(load(json.toString(), MNIST, UpdaterChoice.OWN).parameters()).isEqualTo(431_080);
    }

    @Test
    void aLocalFileOfTheSubmittingMachineIsFoundInTheWorkingFolderOfADriverInTheCluster() throws IOException {
        Files.writeString(
                folder.resolve("net.json"),
                load("lenet", MNIST, UpdaterChoice.OWN).configuration().toJson());
        FileSystem files = FileSystem.getLocal(new Configuration());
        org.apache.hadoop.fs.Path before = files.getWorkingDirectory();
        files.setWorkingDirectory(new org.apache.hadoop.fs.Path(folder.toString()));
        String elsewhere = "file:/elsewhere/net.json";
        try {
            assertThatThrownBy(() -> load(elsewhere, MNIST, UpdaterChoice.OWN))
                    .hasMessageContaining("that exists. Given: " + elsewhere);
            System.setProperty("spark.submit.deployMode", "cluster");
            assertThat(load(elsewhere, MNIST, UpdaterChoice.OWN).parameters()).isEqualTo(431_080);
        } finally {
            files.setWorkingDirectory(before);
            System.clearProperty("spark.submit.deployMode");
        }
    }

    @ParameterizedTest
    @EnumSource(BuiltInModel.class)
    void aConfigurationOfEitherKindIsReadFromItsJsonAndItsYaml(BuiltInModel name) throws IOException {
        Model built = load(name.key(), MNIST, UpdaterChoice.OWN);
        String yaml = built.configuration() instanceof ModelConfiguration.Graph graph
                ? graph.value().toYaml()
                : ((ModelConfiguration.Sequence) built.configuration()).value().toYaml();
        for (String text : new String[] {built.configuration().toJson(), yaml}) {
            Path file = Files.writeString(folder.resolve("model"), text);
            Model read = load(file.toString(), MNIST, UpdaterChoice.OWN);

            assertThat(read.layers())
                    .extracting(LayerInfo::name)
                    .isEqualTo(built.layers().stream().map(LayerInfo::name).toList());
            assertThat(read.configuration().toJson())
                    .isEqualTo(built.configuration().toJson());
        }
    }

    @ParameterizedTest
    @EnumSource(BuiltInModel.class)
    void theSeedIsTheOnlyOneInTheConfiguration(BuiltInModel name) throws IOException {
        assertThat(load(name.key(), MNIST, UpdaterChoice.OWN)
                        .configuration()
                        .toJson()
                        .lines()
                        .filter(line -> line.contains("\"seed\"")))
                .isNotEmpty()
                .allMatch(line -> line.contains("42"));
    }

    @Test
    void aModelThatDoesNotFitTheImagesNamesTheLayerAndBothShapes() throws IOException {
        Path json = Files.writeString(
                folder.resolve("net.json"),
                load("lenet", MNIST, UpdaterChoice.OWN).configuration().toJson());

        assertThatThrownBy(() -> load(json.toString(), new Shape(3, 28, 28), UpdaterChoice.OWN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("layer conv1 takes 1 channels. Given: 3×28×28.");
        assertThatThrownBy(() -> load(json.toString(), new Shape(1, 32, 32), UpdaterChoice.OWN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layer dense takes")
                .hasMessageContaining("Given: 50×5×5.");
        assertThatThrownBy(() -> load("lenet", new Shape(1, 6, 6), UpdaterChoice.OWN))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layer conv2 takes")
                .hasMessageContaining("Given: 20×1×1");
    }

    @Test
    void tooFewOutputsForTheClassesIsAnError() throws IOException {
        Path json = Files.writeString(
                folder.resolve("net.json"),
                load("lenet", MNIST, UpdaterChoice.OWN).configuration().toJson());

        assertThatThrownBy(() -> ModelLoader.load(
                        ModelRequest.of(json.toString(), DataType.FLOAT, 42), MNIST, 11, new Configuration()))
                .hasMessageStartingWith("layer output must have an output for each of 11 classes. Given: 10.");
    }

    @Test
    void freezingNamesALayerThatIsThereAndLeavesTheLast() {
        assertThatThrownBy(() -> frozen("conv9"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("train.freeze-until must name a layer of the model. Given: conv9."
                        + " There are conv1, pool1, conv2, pool2, dense, output.");
        assertThatThrownBy(() -> frozen("output"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the last layer must not be frozen. Given: output. Freeze up to an earlier one.");
    }

    /** The last layer has no weights. */
    @Test
    void freezingLeavesALayerWithWeights() throws IOException {
        Path json = Files.writeString(
                folder.resolve("loss.json"),
                new NeuralNetConfiguration.Builder()
                        .list()
                        .layer(new DenseLayer.Builder().nOut(10).name("logits").build())
                        .layer(new LossLayer.Builder()
                                .activation(Activation.SOFTMAX)
                                .build())
                        .setInputType(InputType.convolutional(28, 28, 1))
                        .build()
                        .toJson());

        Model used = frozen(json.toString(), "logits").model();
        assertThatThrownBy(used::requireTrainable)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a model must have weights to train. Given: all of them are frozen. Freeze up to an earlier"
                        + " layer.");
    }

    private static LoadedModel frozen(String until) throws IOException {
        return frozen("lenet", until);
    }

    private static LoadedModel frozen(String model, String until) throws IOException {
        return ModelLoader.load(
                new ModelRequest(model, Changes.of(UpdaterChoice.OWN, Optional.of(until)), DataType.FLOAT, 42),
                MNIST,
                10,
                new Configuration());
    }

    @Test
    void unknownModelsAndUpdatersSayWhatThereIs() throws IOException {
        Path text = Files.writeString(folder.resolve("net.json"), "{}");

        for (String name : new String[] {"lenett", "a:b", ""}) {
            assertThatThrownBy(() -> load(name, MNIST, UpdaterChoice.OWN))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("model must be lenet, vgg-small, resnet20, resnet50, mobilenet-v1 or a");
        }
        assertThatThrownBy(() -> load(text.toString(), MNIST, UpdaterChoice.OWN))
                .hasMessageStartingWith(
                        "a model file must be a MultiLayerConfiguration or a ComputationGraphConfiguration as JSON or YAML");
        assertThatThrownBy(() -> load(
                        "lenet", MNIST, new UpdaterChoice("adamm", OptionalDouble.empty(), OptionalDouble.empty())))
                .hasMessageStartingWith(
                        "train.updater must be model, sgd, nesterovs, adam, adamw, rmsprop or lars. Given: adamm.");
    }

    private static Object updater(Model model) {
        return ((ConvolutionLayer) model.layers().get(0).definition()).getIUpdater();
    }

    private static Model load(String name, Shape shape, UpdaterChoice updater) throws IOException {
        return ModelLoader.load(
                        new ModelRequest(name, Changes.of(updater, Optional.empty()), DataType.FLOAT, 42),
                        shape,
                        10,
                        new Configuration())
                .model();
    }
}
