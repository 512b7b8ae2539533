package dev.convoy.driver.model.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;

/** A Keras file computes and trains in Convoy as TensorFlow.js computes the same model. */
class KerasModelTest {
    private static final float OUTPUTS = 1e-5f;
    private static final Shape GREY = new Shape(1, 28, 28);

    /**
     * @param outputs name of the model in models.js that has the outputs
     * @param notes notes when it is loaded, without the file's name
     */
    private record Sample(
            String file, String outputs, Shape images, int classes, boolean channelsLast, List<String> notes) {}

    private static final List<String> NOT_COMPILED = List.of(
            " holds no loss: using categorical cross-entropy",
            " has no optimizer: using Adam with learning rate 0.001, unless train.updater names another");

    private static final List<Sample> SAMPLES = List.of(
            new Sample("lenet", "lenet", GREY, 10, true, List.of()),
            new Sample("mobile", "mobile", new Shape(3, 14, 11), 5, true, NOT_COMPILED),
            new Sample("mobile3", "mobile", new Shape(3, 14, 11), 5, true, NOT_COMPILED),
            new Sample("nested", "mobile", new Shape(3, 14, 11), 5, true, NOT_COMPILED),
            new Sample("branches", "branches", new Shape(3, 12, 10), 4, true, List.of()),
            new Sample("branches3", "branches", new Shape(3, 12, 10), 4, true, List.of()),
            new Sample("dilated", "dilated", new Shape(2, 9, 12), 3, true, List.of()),
            new Sample("first", "first", new Shape(3, 11, 10), 4, false, List.of()));

    static Stream<Arguments> samples() {
        return SAMPLES.stream().flatMap(sample -> Stream.of("reference", "nd4j", "onednn")
                .map(engine -> Arguments.of(sample, engine)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void outputsAndLossAreThoseOfTensorFlow(Sample sample, String engine) throws IOException {
        LoadedModel loaded = Samples.load(sample.file(), sample.images(), sample.classes());
        float[] expected = Samples.expected(sample.outputs());
        String file = Samples.file(sample.file() + ".h5").toString();

        assertThat(loaded.notes())
                .isEqualTo(sample.notes().stream().map(file::concat).toList());
        Batch batch = Samples.batch(sample.images(), sample.classes(), sample.channelsLast());
        try (GradientKernel kernel = KernelLookup.open(engine, loaded.model(), Precision.FLOAT32);
                Optimizer optimizer = started(loaded)) {
            float[] outputs = new float[expected.length];
            double loss = kernel.evaluate(optimizer.parameters(), batch, outputs);

            assertThat(outputs).containsExactly(expected, within(OUTPUTS));
            double crossEntropy = 0;
            for (int n = 0; n < Samples.EXAMPLES; n++) {
                crossEntropy -= Math.log(expected[n * sample.classes() + n]);
            }
            assertThat(loss).isCloseTo(crossEntropy, within(1e-4));
        }
    }

    /** The loss, both penalties and the updater take part in training. */
    @ParameterizedTest
    @MethodSource("engines")
    void trainingGoesOnAsInTensorFlow(String engine) throws IOException {
        Shape images = new Shape(2, 8, 6);
        LoadedModel loaded = Samples.load("trained", images, 3);
        float[] expected = Samples.expected("trained");
        int outputs = expected.length / 2;
        Batch batch = Samples.batch(images, 3, true);

        try (GradientKernel kernel = KernelLookup.open(engine, loaded.model(), Precision.FLOAT32);
                Optimizer optimizer = started(loaded)) {
            float[] before = new float[outputs];
            kernel.evaluate(optimizer.parameters(), batch, before);
            assertThat(before).containsExactly(Arrays.copyOf(expected, outputs), within(OUTPUTS));
            for (int step = 0; step < 4; step++) {
                kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
                optimizer.step(step, 0, Samples.EXAMPLES);
            }
            float[] after = new float[outputs];
            kernel.evaluate(optimizer.parameters(), batch, after);
            assertThat(after).containsExactly(Arrays.copyOfRange(expected, outputs, 2 * outputs), within(OUTPUTS));
        }
    }

    static Stream<String> engines() {
        return Stream.of("reference", "nd4j", "onednn");
    }

    @Test
    void namesAndSettingsComeAlong() throws IOException {
        Model lenet = Samples.load("lenet", GREY, 10).model();
        assertThat(lenet.configuration()).isInstanceOf(ModelConfiguration.Sequence.class);
        assertThat(lenet.layers())
                .extracting(LayerInfo::name)
                .containsExactly("conv_a", "pool_a", "conv_b", "pool_b", "flatten", "dropout", "fc", "predictions");
        Adam adam = (Adam) updater(lenet, 0);
        assertThat(List.of(adam.getLearningRate(), adam.getBeta1(), adam.getBeta2(), adam.getEpsilon()))
                .containsExactly(0.01, 0.8, 0.99, 1e-6);

        Model mobile = Samples.load("mobile", new Shape(3, 14, 11), 5).model();
        BatchNormalization normalization =
                (BatchNormalization) mobile.layers().get(2).definition();
        assertThat(normalization.getDecay()).isEqualTo(0.9);
        assertThat(normalization.getEps()).isEqualTo(0.01);

        Model branches = Samples.load("branches", new Shape(3, 12, 10), 4).model();
        assertThat(branches.configuration()).isInstanceOf(ModelConfiguration.Graph.class);
        assertThat(((Nesterovs) updater(branches, 0)).getMomentum()).isEqualTo(0.9);
    }

    @Test
    void layersAreFrozenByTheirNamesInKeras() throws IOException {
        LoadedModel loaded = Samples.load(Samples.file("lenet.h5"), GREY, 10, Optional.of("flatten"));
        Batch batch = Samples.batch(GREY, 10, true);

        assertThat(loaded.model().layers().stream().map(LayerInfo::frozen))
                .containsExactly(true, true, true, true, true, false, false, false);
        try (GradientKernel kernel = KernelLookup.open("onednn", loaded.model(), Precision.FLOAT32);
                Optimizer optimizer = started(loaded)) {
            kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
            optimizer.step(0, 0, Samples.EXAMPLES);
            float[] before = loaded.weights().orElseThrow().parameters().toFloats();
            float[] after = optimizer.state().parameters().toFloats();
            int frozen = Math.toIntExact(loaded.model().layers().get(6).parameterOffset());
            assertThat(Arrays.copyOf(after, frozen)).isEqualTo(Arrays.copyOf(before, frozen));
            assertThat(Arrays.copyOfRange(after, frozen, after.length))
                    .isNotEqualTo(Arrays.copyOfRange(before, frozen, before.length));
        }
    }

    @Test
    void imagesOfAnotherSizeAreNamed() {
        assertThatThrownBy(() -> Samples.load("lenet", new Shape(3, 32, 32), 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("the model must take images of 3×32×32 (channels, height, width)."
                        + " Given: shape [null,28,28,1] in ");
    }

    private static Object updater(Model model, int row) {
        return ((BaseLayer) model.layers().get(row).definition()).getIUpdater();
    }

    private static Optimizer started(LoadedModel loaded) {
        Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7);
        ModelState seeded = optimizer.state();
        optimizer.load(loaded.start(seeded));
        return optimizer;
    }
}
