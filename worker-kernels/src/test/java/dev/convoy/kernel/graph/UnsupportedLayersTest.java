package dev.convoy.kernel.graph;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.kernel.Networks;
import dev.convoy.kernel.graph.dl4j.NetworkCompiler;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Convoy's own kernels would compute differently is left to Deeplearning4j. */
class UnsupportedLayersTest {
    private static final class Permuting extends CnnToFeedForwardPreProcessor {
        private static final long serialVersionUID = 1L;

        Permuting() {
            super(8, 8, 1);
        }
    }

    @Test
    void aPreprocessorThatExtendsOne() {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(Networks.output(3))
                .inputPreProcessor(0, new Permuting())
                .build();

        assertThatThrownBy(() -> NetworkCompiler.compile(Model.of(configuration, new Shape(1, 8, 8))))
                .isInstanceOf(UnsupportedLayerException.class)
                .hasMessageContaining("preprocessor");
    }

    /** Two taps, three pixels apart, on a row of two pixels with one of padding: both are outside. */
    @ParameterizedTest
    @EnumSource(
            value = PoolingType.class,
            names = {"MAX", "AVG"})
    void aWindowAroundTheImage(PoolingType type) {
        Model model = Networks.of(
                new Shape(1, 2, 2),
                new SubsamplingLayer.Builder(type)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .dilation(3, 3)
                        .padding(1, 1)
                        .build(),
                Networks.output(3));

        assertThatThrownBy(() -> NetworkCompiler.compile(model))
                .isInstanceOf(UnsupportedLayerException.class)
                .hasMessageContaining("a window with all its values in the padding");
    }
}
