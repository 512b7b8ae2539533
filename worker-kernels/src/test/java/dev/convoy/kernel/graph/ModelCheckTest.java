package dev.convoy.kernel.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Networks;
import java.util.List;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** Models that are refused, and settings that survive a model's JSON. */
class ModelCheckTest {
    private static final Shape IMAGE = new Shape(1, 8, 8);

    private static GraphBuilder graph() {
        return new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("image")
                .addLayer("first", Networks.convolution(3, 3, 4).build(), "image")
                .addLayer("second", Networks.convolution(3, 3, 5).build(), "image");
    }

    @Test
    void aGraphWithADeadEndIsRefused() {
        GraphBuilder deadEnd = graph().addLayer("output", Networks.output(3), "first")
                .setOutputs("output")
                .allowDisconnected(true);

        assertThatThrownBy(() -> Model.of(deadEnd.build(), IMAGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a graph must lead to its output output, and end there. Given: second leads nowhere."
                        + " Remove what the output does not need.");
    }

    @Test
    void inputsThatDoNotFitAVertexAreNamedWithTheirShapes() {
        GraphBuilder misfit = graph().addVertex(
                        "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "second")
                .addLayer("output", Networks.output(3), "sum")
                .setOutputs("output");

        assertThatThrownBy(() -> Model.of(misfit.build(), IMAGE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("vertex sum takes inputs that it can join. Given: [4×6×6, 5×6×6].");
    }

    /** Flattened, such an image has its values in another order, in which the weights after it are. */
    @Test
    void channelsLastAreRefusedWhereverTheyAreSet() {
        CNN2DFormat last = CNN2DFormat.NHWC;
        List<Layer> layers = List.of(
                Networks.convolution(3, 3, 4).dataFormat(last).build(),
                new SubsamplingLayer.Builder().dataFormat(last).build(),
                new BatchNormalization.Builder().dataFormat(last).build(),
                new ZeroPaddingLayer.Builder(1, 1).dataFormat(last).build(),
                new Upsampling2D.Builder(2).dataFormat(last).build());

        for (Layer layer : layers) {
            assertThatThrownBy(() -> Networks.of(IMAGE, layer, Networks.output(3)))
                    .as(layer.toString())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("a network must take images with their channels first. Given: layers with"
                            + " the data format NHWC.");
        }
        MultiLayerConfiguration flattened = new NeuralNetConfiguration.Builder()
                .list()
                .layer(Networks.output(3))
                .inputPreProcessor(0, new CnnToFeedForwardPreProcessor(8, 8, 1, last))
                .build();
        assertThatThrownBy(() -> Model.of(flattened, IMAGE)).hasMessageContaining("channels first");
    }

    @Test
    void otherAlgorithmsThanGradientDescentAreRefused() {
        MultiLayerConfiguration other = new NeuralNetConfiguration.Builder()
                .optimizationAlgo(OptimizationAlgorithm.LBFGS)
                .list()
                .layer(Networks.output(3))
                .build();

        assertThatThrownBy(() -> Model.of(other, IMAGE).requireTrainable())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a model must be trained by STOCHASTIC_GRADIENT_DESCENT, with any updater."
                        + " Given: optimizationAlgo LBFGS.");
    }

    @Test
    void layersWhoseUpdaterCannotBeReplacedAreNamed() {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LocallyConnected2D.Builder()
                        .kernelSize(3, 3)
                        .nOut(2)
                        .activation(Activation.TANH)
                        .build())
                .layer(Networks.output(3))
                .setInputType(InputType.convolutional(8, 8, 1))
                .build();
        Model sameDiff = Model.of(configuration, IMAGE);

        assertThatThrownBy(() -> sameDiff.requireUpdaters("train.updater"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "train.updater need layers whose updater can be replaced. Given: layer layer0 of"
                                + " type LocallyConnected2D.");
        sameDiff.frozenUntil("layer0").requireUpdaters("train.updater");
    }

    /** Deeplearning4j's reader uses the names of parameters, which only an initialized configuration has. */
    @Test
    void howABatchNormalizationStoresItsVarianceSurvivesJson() {
        Model model = Networks.of(
                IMAGE,
                Networks.convolution(3, 3, 4).build(),
                new BatchNormalization.Builder().useLogStd(false).build(),
                Networks.output(3));

        Model read = Model.fromJson(model.configuration().toJson(), IMAGE);

        assertThat(((BatchNormalization) read.layers().get(1).definition()).isUseLogStd())
                .isFalse();
    }
}
