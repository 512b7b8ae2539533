package dev.convoy.driver.model;

import dev.convoy.kernel.graph.ModelConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Six 3×3 convolutions in the manner of Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
 * recognition" (2014), sized for images of about 32×32.
 */
final class VggSmall {
    private static final int[] STAGES = {64, 128, 256};
    private static final int DENSE = 256;

    private VggSmall() {}

    static ModelConfiguration configuration(int classes) {
        // Adam, because without batch normalization SGD needs a learning rate found for each data set.
        NeuralNetConfiguration.ListBuilder layers = Layers.network(
                        new Adam(new ExponentialSchedule(ScheduleType.EPOCH, 5e-4, 0.9)), 1e-4)
                .activation(Activation.RELU)
                .list();
        for (int stage = 0; stage < STAGES.length; stage++) {
            String name = "stage" + (stage + 1);
            layers.layer(convolution(name + "-conv1", STAGES[stage]));
            layers.layer(convolution(name + "-conv2", STAGES[stage]));
            layers.layer(Layers.halve(name + "-pool"));
        }
        return new ModelConfiguration.Sequence(
                layers.layer(new DenseLayer.Builder().name("dense").nOut(DENSE).build())
                        .layer(Layers.softmax("output", classes))
                        .build());
    }

    private static ConvolutionLayer convolution(String name, int outputs) {
        return new ConvolutionLayer.Builder(3, 3)
                .name(name)
                .padding(1, 1)
                .nOut(outputs)
                .build();
    }
}
