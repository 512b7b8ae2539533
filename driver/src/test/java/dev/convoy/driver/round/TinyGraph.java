package dev.convoy.driver.round;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A residual block with batch normalization, small enough for any kernel. */
public final class TinyGraph {
    private TinyGraph() {}

    /** Returns the graph for 1 channel, with all settings of an updater switched on. */
    public static ComputationGraphConfiguration configuration(IUpdater updater, int classes) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .activation(Activation.RELU)
                .updater(updater)
                .l2(1e-3)
                .gradientNormalization(org.deeplearning4j.nn.conf.GradientNormalization.ClipL2PerParamType)
                .gradientNormalizationThreshold(0.5)
                .graphBuilder()
                .addInputs("image")
                .addLayer("conv_1", convolution(), "image")
                .addLayer("norm_1", new BatchNormalization.Builder().build(), "conv_1")
                .addLayer("conv_2", convolution(), "norm_1")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "conv_2", "norm_1")
                .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "sum")
                .addLayer(
                        "output",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(classes)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .setOutputs("output")
                .build();
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(4).build();
    }
}
