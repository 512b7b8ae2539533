package dev.convoy.driver.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelChoice;
import dev.convoy.kernel.lookup.KernelLookup;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

class KernelChoiceTest {
    @Test
    void autoHandsALayerThatOnlyNd4jComputesToItAndNamesTheLayer() {
        Model model = Model.of(
                new NeuralNetConfiguration.Builder()
                        .list()
                        .layer(new DenseLayer.Builder()
                                .name("odd-one")
                                .nOut(4)
                                .activation(Activation.RATIONALTANH)
                                .build())
                        .layer(new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .build(),
                new Shape(1, 8, 8));

        KernelChoice choice = KernelLookup.choose(KernelLookup.AUTO, model, Precision.FLOAT32, Device.CPU);

        assertThat(choice.engine()).isEqualTo("nd4j");
        assertThat(choice.reasons()).hasSize(2);
        assertThat(choice.reasons().get(0)).startsWith("skipped onednn: layer odd-one has activation");
    }
}
