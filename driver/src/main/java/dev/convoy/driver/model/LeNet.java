package dev.convoy.driver.model;

import dev.convoy.kernel.graph.ModelConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** LeCun et al., "Gradient-based learning applied to document recognition" (1998), in its usual ReLU form. */
final class LeNet {
    private LeNet() {}

    static ModelConfiguration configuration(int classes) {
        return new ModelConfiguration.Sequence(new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .updater(new RmsProp(new ExponentialSchedule(ScheduleType.EPOCH, 1e-3, 0.7)))
                .convolutionMode(ConvolutionMode.Truncate)
                .list()
                .layer(convolution("conv1", 20))
                .layer(Layers.halve("pool1"))
                .layer(convolution("conv2", 50))
                .layer(Layers.halve("pool2"))
                .layer(new DenseLayer.Builder().name("dense").nOut(500).build())
                .layer(Layers.softmax("output", classes))
                .build());
    }

    private static ConvolutionLayer convolution(String name, int outputs) {
        return new ConvolutionLayer.Builder(5, 5).name(name).nOut(outputs).build();
    }
}
