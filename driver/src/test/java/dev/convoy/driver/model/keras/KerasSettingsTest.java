package dev.convoy.driver.model.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.model.LoadedModel;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** A file's settings for training, in the words of several versions of Keras. */
class KerasSettingsTest {
    private static final Shape IMAGES = new Shape(1, 2, 2);

    @TempDir
    private Path folder;

    static Stream<Arguments> optimizers() {
        String no = "the optimizer of FILE differs from Deeplearning4j's: ";
        String other = ": using Adam with learning rate 0.001, unless train.updater names another";
        Adam decaying = new Adam(0.1, 0.9, 0.999, 1e-7);
        decaying.setLrAndSchedule(0.1, new InverseSchedule(ScheduleType.ITERATION, 0.1, 0.01, 1));
        return Stream.of(
                Arguments.of("SGD", "'learning_rate': 0.1, 'momentum': 0.0", new Sgd(0.1), ""),
                Arguments.of("SGD", "'lr': 0.1, 'momentum': 0.8, 'nesterov': true", new Nesterovs(0.1, 0.8), ""),
                Arguments.of(
                        "SGD",
                        "'lr': 0.1, 'momentum': 0.8, 'nesterov': false",
                        new Nesterovs(0.1, 0.8),
                        no + "its momentum becomes Nesterov's"),
                Arguments.of(
                        "Custom>Adam",
                        "'learning_rate': 0.1, 'weight_decay': null, 'beta_1': 0.8, 'amsgrad': false",
                        new Adam(0.1, 0.8, 0.999, 1e-7),
                        ""),
                Arguments.of("Adam", "'lr': 0.1, 'decay': 0.01", decaying, ""),
                Arguments.of(
                        "Adam",
                        "'learning_rate': 0.1, 'clipnorm': 1.0",
                        new Adam(0.1, 0.9, 0.999, 1e-7),
                        no + "clipnorm 1.0 is left out"),
                Arguments.of("Adam", "'lr': 1, 'amsgrad': true", new AMSGrad(1, 0.9, 0.999, 1e-7), ""),
                Arguments.of(
                        "Adam",
                        "'learning_rate': 0.1, 'use_ema': true",
                        new Adam(0.1, 0.9, 0.999, 1e-7),
                        no + "use_ema true is left out"),
                Arguments.of("SGD", "'lr': 0.1, 'use_ema': false", new Sgd(0.1), ""),
                Arguments.of(
                        "Nadam",
                        "'lr': 0.1",
                        new Nadam(0.1, 0.9, 0.999, 1e-7),
                        no + "its momentum's schedule is left out"),
                Arguments.of("Adagrad", "'lr': 0.1", new AdaGrad(0.1, 1e-7), ""),
                Arguments.of(
                        "Adagrad",
                        "'lr': 0.1, 'initial_accumulator_value': 0.1",
                        new AdaGrad(0.1, 1e-7),
                        no + "its sums start from epsilon and not from 0.1"),
                Arguments.of("RMSprop", "'lr': 0.1, 'rho': 0.8", new RmsProp(0.1, 0.8, 1e-7), ""),
                Arguments.of("AdamW", "'lr': 0.1", new Adam(0.001), "FILE has AdamW" + other),
                Arguments.of(
                        "Adam",
                        "'learning_rate': {'class_name': 'CosineDecay', 'config': {}}",
                        new Adam(0.001),
                        "FILE has Adam with a learning-rate schedule" + other));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void optimizersBecomeUpdatersOrSayWhatDiffers(String kind, String settings, IUpdater expected, String note)
            throws IOException {
        LoadedModel loaded = load(compiled(
                "{'loss': 'mse', 'optimizer_config': {'class_name': '" + kind + "', 'config': {" + settings + "}}}"));

        assertThat(output(loaded).getIUpdater()).isEqualTo(expected);
        assertThat(loaded.notes())
                .isEqualTo(note.isEmpty() ? List.of() : List.of(note.replace("FILE", file().toString())));
        assertThat(((OutputLayer) output(loaded)).getLossFn()).isEqualTo(new LossMSE());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'sparse_categorical_crossentropy'",
                "['categorical_crossentropy']",
                "{'dense': 'categorical_crossentropy'}",
                "{'class_name': 'CategoricalCrossentropy', 'config': {'from_logits': false, 'fn': 'x'}}"
            })
    void crossEntropyIsKnownByAllItsNames(String loss) throws IOException {
        LoadedModel loaded = load(compiled("{'loss': " + loss + "}"));

        assertThat(((OutputLayer) output(loaded)).getLossFn()).isEqualTo(new LossMCXENT());
    }

    @Test
    void theSoftmaxOfALossFromLogitsBecomesTheLayers() throws IOException {
        LoadedModel loaded = load(compiled("{'loss': {'class_name': 'SparseCategoricalCrossentropy', 'config': "
                        + "{'from_logits': true}}}")
                .model("\"activation\": \"softmax\"", "\"activation\": \"linear\""));

        assertThat(output(loaded).getActivationFn()).isEqualTo(new ActivationSoftmax());
    }

    /** Keras adds l2·Σw² to the loss, Deeplearning4j half of it. */
    @ParameterizedTest
    @ValueSource(strings = {"L1L2", "L2"})
    void penaltiesComeAlong(String kind) throws IOException {
        LoadedModel loaded = load(KerasParts.good()
                .model(
                        "\"units\": 3",
                        json("'units': 3, 'kernel_regularizer': {'class_name': '" + kind
                                + "', 'config': {'l2': 0.25}}")));

        assertThat(output(loaded).getRegularization()).containsExactly(new L2Regularization(0.5));
    }

    @Test
    void greyImagesNeedNoAxisForTheirChannel() throws IOException {
        assertThat(load(KerasParts.good().model("[null, 2, 2, 1]", "[null, 2, 2]"))
                        .weights())
                .isPresent();
    }

    @Test
    void whatKerasDoesNotTrainIsSaid() throws IOException {
        LoadedModel loaded = load(compiled("{'loss': 'mse', 'optimizer_config': {'class_name': 'SGD', 'config': {}}}")
                .model(
                        "{\"class_name\": \"Dense\"",
                        json("{'class_name': 'BatchNormalization', 'config': {'name': 'bn', 'scale': false, "
                                + "'trainable': false}}, {'class_name': 'Dense'"))
                .array("bn/beta", new float[] {1, 2, 3, 4})
                .array("bn/moving_mean", new float[] {5, 6, 7, 8})
                .array("bn/moving_variance", new float[] {9, 9, 9, 9}));

        assertThat(loaded.notes())
                .containsExactly(
                        "layer bn of " + file() + " has no gamma: Deeplearning4j trains one, starting from 1",
                        "bn of " + file()
                                + " are not trainable in Keras, and are trained here unless train.freeze-until names one");
        assertThat(loaded.weights().orElseThrow().parameters().slice(0, 16).toFloats())
                .containsExactly(1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9);
    }

    private static KerasParts compiled(String training) {
        return KerasParts.good().with("training_config", json(training));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private Path file() {
        return folder.resolve("model.h5");
    }

    private LoadedModel load(KerasParts parts) throws IOException {
        return Samples.load(parts.write(file()), IMAGES, 3, Optional.empty());
    }

    private static BaseLayer output(LoadedModel loaded) {
        int last = loaded.model().layers().size() - 1;
        return (BaseLayer) loaded.model().layers().get(last).definition();
    }
}
