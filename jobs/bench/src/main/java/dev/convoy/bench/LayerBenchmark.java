package dev.convoy.bench;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.Optimizer;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the gradient of a single layer with a small output layer, on images of 64×28×28 in minibatches of 32. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LayerBenchmark {
    private static final Shape INPUT = new Shape(64, 28, 28);
    private static final int SIZE = 32;
    private static final int CLASSES = 10;

    @Param({"onednn", "nd4j"})
    public String engine;

    @Param({"convolution 3x3", "convolution 1x1", "max pooling", "batch normalization", "dense"})
    public String layer;

    private GradientKernel kernel;
    private Optimizer optimizer;
    private Batch batch;

    @Setup
    public void open() {
        Model model = Model.of(
                new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .updater(new Sgd(0.1))
                        .activation(Activation.RELU)
                        .list()
                        .layer(layer())
                        .layer(new OutputLayer.Builder()
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .build(),
                INPUT);
        optimizer = new Optimizer(model, Precision.FLOAT32, 1);
        kernel = KernelLookup.open(engine, model, Precision.FLOAT32);
        float[] features = new float[SIZE * Math.toIntExact(INPUT.size())];
        for (int i = 0; i < features.length; i++) {
            features[i] = (i * 7919 % 1000) / 500f - 1;
        }
        float[] labels = new float[SIZE * CLASSES];
        for (int i = 0; i < SIZE; i++) {
            labels[i * CLASSES + i % CLASSES] = 1;
        }
        batch = new Batch(SIZE, features, labels, 1);
    }

    private Layer layer() {
        return switch (layer) {
            case "convolution 3x3" ->
                new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(64).build();
            case "convolution 1x1" ->
                new ConvolutionLayer.Builder(1, 1).nOut(64).build();
            case "max pooling" ->
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build();
            case "batch normalization" -> new BatchNormalization.Builder().build();
            default -> new DenseLayer.Builder().nOut(512).build();
        };
    }

    @TearDown
    public void close() {
        kernel.close();
        optimizer.close();
    }

    /** Returns the sum of the losses, so that nothing is optimized away. */
    @Benchmark
    public double gradient() {
        return kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
    }
}
