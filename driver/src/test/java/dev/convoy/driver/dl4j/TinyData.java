package dev.convoy.driver.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Images of 8×8 in which a bright row tells the class, and networks for them, as a user of Deeplearning4j writes them.
 */
final class TinyData {
    private static final int SIZE = 8;
    private static final int CLASSES = 3;

    private TinyData() {}

    static JavaSparkContext spark() {
        return new JavaSparkContext(
                new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false"));
    }

    /** Examples {@code from} to {@code to} in one data set. */
    static DataSet set(int from, int to) {
        INDArray features = Nd4j.create(to - from, 1, SIZE, SIZE);
        INDArray labels = Nd4j.create(to - from, CLASSES);
        for (int number = from; number < to; number++) {
            for (int i = 0; i < SIZE * SIZE; i++) {
                double noise = ((number * 31 + i * 17) % 29) / 29.0 - 0.5;
                features.putScalar(
                        new int[] {number - from, 0, i / SIZE, i % SIZE},
                        noise + (i / SIZE == 2 * (number % 3) ? 1 : 0));
            }
            labels.putScalar(number - from, number % 3, 1);
        }
        return new DataSet(features, labels);
    }

    /** Returns one data set for each example. */
    static List<DataSet> singles(int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(number -> set(number, number + 1))
                .toList());
    }

    static MultiLayerConfiguration layers(IUpdater updater) {
        return layers(updater, InputType.convolutional(SIZE, SIZE, 1));
    }

    static MultiLayerConfiguration layers(IUpdater updater, InputType input) {
        return base(updater)
                .list()
                .layer(convolution())
                .layer(dense())
                .layer(output())
                .setInputType(input)
                .build();
    }

    static ComputationGraphConfiguration graph(IUpdater updater) {
        return base(updater)
                .graphBuilder()
                .addInputs("image")
                .addLayer("conv", convolution(), "image")
                .addLayer("dense", dense(), "conv")
                .addLayer("output", output(), "dense")
                .setOutputs("output")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 1))
                .build();
    }

    private static NeuralNetConfiguration.Builder base(IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .activation(Activation.RELU)
                .updater(updater);
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3).nOut(4).build();
    }

    private static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(8).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
