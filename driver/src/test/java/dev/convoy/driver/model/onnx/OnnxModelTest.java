package dev.convoy.driver.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.OddShapes;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.ModelProto;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

/** Another implementation reproduces the outputs of Convoy's kernels for a batch. */
class OnnxModelTest {
    private static final float TOLERANCE = 1e-4f;
    private static final Normalization NORMALIZATION = new Normalization(new double[] {127}, new double[] {60});

    static Stream<OddShapes.Case> everyLayer() {
        return OddShapes.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyLayer")
    void everyLayerIsReproduced(OddShapes.Case network) throws OrtException {
        assertReproduced("reference", network.model(), network.batch(), network.seed());
    }

    @ParameterizedTest
    @CsvSource({
        "lenet, 1, 28",
        "vgg-small, 3, 32",
        "resnet20, 3, 32",
        "resnet50, 3, 64",
        "mobilenet-v1, 3, 64",
    })
    void everyBuiltInModelIsReproduced(String name, int channels, int size) throws OrtException {
        Model model =
                Model.of(BuiltInModel.named(name).orElseThrow().configuration(10), new Shape(channels, size, size));
        float[] probabilities = assertReproduced("onednn", model, 3, 11);
        boolean telling = IntStream.range(0, probabilities.length)
                .anyMatch(i -> probabilities[i] > 0.01 && probabilities[i] < 0.99);
        assertThat(telling)
                .as("not every softmax is saturated, which would hide differences")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"MAX, false", "AVG, false", "AVG, true"})
    void poolingOfAPaddedImageIsReproduced(PoolingType type, boolean counted) throws OrtException {
        for (ConvolutionMode mode : List.of(ConvolutionMode.Same, ConvolutionMode.Truncate)) {
            Layer pooling = new SubsamplingLayer.Builder(type)
                    .kernelSize(3, 2)
                    .stride(1, 2)
                    .convolutionMode(mode)
                    .avgPoolIncludePadInDivisor(counted)
                    .build();
            assertReproduced(new ZeroPaddingLayer(1, 1, 1, 1), pooling);
        }
    }

    @ParameterizedTest
    @CsvSource({"MAX, false", "AVG, false", "AVG, true"})
    void dilatedPoolingWithPaddingAsLargeAsItsWindowIsReproduced(PoolingType type, boolean counted)
            throws OrtException {
        assertReproduced(new SubsamplingLayer.Builder(type)
                .kernelSize(2, 3)
                .stride(1, 1)
                .dilation(3, 2)
                .convolutionMode(ConvolutionMode.Same)
                .avgPoolIncludePadInDivisor(counted)
                .build());
    }

    @Test
    void aLayerThatConvoysKernelsDoNotComputeIsNamed() {
        Layer layer = new SubsamplingLayer.Builder(PoolingType.PNORM)
                .name("odd")
                .pnorm(2)
                .build();
        assertRefused(layer, "layer odd has PNORM pooling");
    }

    private static void assertRefused(Layer layer, String why) {
        Model model = Networks.of(new Shape(1, 8, 8), layer, Networks.output(2));
        FlatVector parameters = FlatVector.rounded(Precision.FLOAT32.storage(), Networks.parameters(model, 1));

        assertThatThrownBy(() -> OnnxModel.of(model, parameters, NORMALIZATION))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(why);
    }

    /** A convolution comes first, whose outputs have either sign. */
    private static void assertReproduced(Layer... layers) throws OrtException {
        Layer signed =
                Networks.convolution(1, 1, 5).activation(Activation.IDENTITY).build();
        Layer[] all = Stream.of(Stream.of(signed), Stream.of(layers), Stream.of(Networks.output(4)))
                .flatMap(layer -> layer)
                .toArray(Layer[]::new);
        assertReproduced("reference", Networks.of(new Shape(2, 9, 8), all), 7, 5);
    }

    /** Returns the outputs. */
    private static float[] assertReproduced(String engine, Model model, int size, long seed) throws OrtException {
        double[] parameters = Networks.parameters(model, seed);
        Batch batch = Networks.batch(model, size, seed);
        float[] expected = Networks.evaluate(engine, model, Precision.FLOAT32, parameters, batch)
                .outputs();
        ModelProto onnx =
                OnnxModel.of(model, FlatVector.rounded(Precision.FLOAT32.storage(), parameters), NORMALIZATION);
        float[] given = OnnxRuntime.evaluate(onnx, model.input(), batch);
        assertThat(given).containsExactly(expected, within(TOLERANCE));
        return given;
    }
}
