package dev.convoy.kernel.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Networks;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.junit.jupiter.api.Test;

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
