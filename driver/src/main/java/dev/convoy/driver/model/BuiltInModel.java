package dev.convoy.driver.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Networks known by name, each a Deeplearning4j configuration whose input size is left open. */
public enum BuiltInModel {
    /** LeCun et al., "Gradient-based learning applied to document recognition" (1998), in its usual ReLU form. */
    LENET;

    /** The value of {@code model} that names it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<BuiltInModel> named(String key) {
        return Arrays.stream(values()).filter(model -> model.key().equals(key)).findFirst();
    }

    /** A new configuration for so many classes. */
    public MultiLayerConfiguration configuration(int classes) {
        return switch (this) {
            case LENET -> lenet(classes);
        };
    }

    private static MultiLayerConfiguration lenet(int classes) {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .updater(new RmsProp(new ExponentialSchedule(ScheduleType.EPOCH, 1e-3, 0.7)))
                .convolutionMode(ConvolutionMode.Truncate)
                .list()
                .layer(named(new ConvolutionLayer.Builder(5, 5).nOut(20), "conv1"))
                .layer(pool("pool1"))
                .layer(named(new ConvolutionLayer.Builder(5, 5).nOut(50), "conv2"))
                .layer(pool("pool2"))
                .layer(new DenseLayer.Builder().name("dense").nOut(500).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("output")
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .build())
                .build();
    }

    private static ConvolutionLayer named(ConvolutionLayer.Builder layer, String name) {
        return layer.name(name).build();
    }

    private static SubsamplingLayer pool(String name) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .name(name)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }
}
