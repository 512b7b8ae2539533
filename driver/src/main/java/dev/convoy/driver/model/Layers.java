package dev.convoy.driver.model;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The layers that the built-in networks are made of. */
final class Layers {
    private Layers() {}

    /**
     * Returns the defaults of all layers: He initialization, no activation, padding as given.
     *
     * @param l2 L2 coefficient of weights; biases and batch normalization have none
     */
    static NeuralNetConfiguration.Builder network(IUpdater updater, double l2) {
        return new NeuralNetConfiguration.Builder()
                .weightInit(WeightInit.RELU)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Truncate)
                .updater(updater)
                .l2(l2);
    }

    /**
     * A square convolution without bias, because the batch normalization after it adds β. The output size is the input
     * size divided by the stride, rounded up.
     */
    static ConvolutionLayer convolution(String name, int kernel, int stride, int outputs) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .name(name)
                .stride(stride, stride)
                .padding(kernel / 2, kernel / 2)
                .nOut(outputs)
                .hasBias(false)
                .build();
    }

    static BatchNormalization normalization(String name) {
        return normalization(name, 1);
    }

    /** @param gamma initial γ */
    static BatchNormalization normalization(String name, double gamma) {
        // Keeps the variance itself, like all other frameworks.
        return new BatchNormalization.Builder()
                .name(name)
                .gamma(gamma)
                .useLogStd(false)
                .build();
    }

    static ActivationLayer relu(String name) {
        return new ActivationLayer.Builder()
                .name(name)
                .activation(Activation.RELU)
                .build();
    }

    /** Halves height and width, rounded down. */
    static SubsamplingLayer halve(String name) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .name(name)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    /** The mean of each channel. */
    static GlobalPoolingLayer globalAverage(String name) {
        return new GlobalPoolingLayer.Builder(PoolingType.AVG).name(name).build();
    }

    static OutputLayer softmax(String name, int classes) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .name(name)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build();
    }
}
