package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.junit.jupiter.api.Test;

/** What a configuration of Deeplearning4j tells about its images. */
class ConfiguredInputTest {
    private static final InputType IMAGE = InputType.convolutional(6, 5, 2);

    @Test
    void theFirstConvolutionHasTheChannels() {
        Shape channels = new Shape(2, 0, 0);

        assertThat(row(IMAGE, convolution())).isEqualTo(channels);
        assertThat(row(IMAGE, new FrozenLayer(convolution()))).isEqualTo(channels);
        assertThat(row(IMAGE, new ZeroPaddingLayer(1, 1), new BatchNormalization(), convolution()))
                .isEqualTo(channels);
        assertThat(ConfiguredInput.of(new ModelConfiguration.Graph(new NeuralNetConfiguration.Builder()
                        .graphBuilder()
                        .addInputs("image")
                        .addLayer("pad", new ZeroPaddingLayer(1, 1), "image")
                        .addLayer("conv", convolution(), "pad")
                        .addLayer(
                                "next",
                                new ConvolutionLayer.Builder(1, 1).nOut(3).build(),
                                "conv")
                        .addLayer("output", output(), "next")
                        .setOutputs("output")
                        .setInputTypes(IMAGE)
                        .build())))
                .contains(channels);
    }

    @Test
    void aPreprocessorOfTheInputHasTheWholeShape() {
        assertThat(row(InputType.convolutionalFlat(6, 5, 2), convolution())).isEqualTo(new Shape(2, 6, 5));
        assertThat(row(IMAGE, new DenseLayer.Builder().nOut(3).build())).isEqualTo(new Shape(2, 6, 5));
    }

    @Test
    void vectorsSayNothing() {
        assertThat(row(
                        InputType.feedForward(7),
                        new DenseLayer.Builder().nOut(3).build()))
                .isNull();
        // The dense layer's preprocessor has the shape after pooling.
        assertThat(row(
                        IMAGE,
                        new SubsamplingLayer.Builder().kernelSize(2, 2).build(),
                        new DenseLayer.Builder().nOut(3).build()))
                .isNull();
    }

    private static Shape row(InputType input, Layer... layers) {
        NeuralNetConfiguration.ListBuilder row = new NeuralNetConfiguration.Builder().list();
        for (Layer layer : layers) {
            row.layer(layer);
        }
        return ConfiguredInput.of(new ModelConfiguration.Sequence(
                        row.layer(output()).setInputType(input).build()))
                .orElse(null);
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3).nOut(4).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(3).build();
    }
}
