package dev.convoy.driver.model;

import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.driver.model.ModelRequest.Changes;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks that Deeplearning4j has trained for three steps, and data for them. */
final class SavedNetworks {
    static final Shape SHAPE = new Shape(2, 6, 6);
    static final int CLASSES = 3;
    static final int BATCH = 8;

    private SavedNetworks() {}

    static MultiLayerNetwork sequence() {
        MultiLayerNetwork network = new MultiLayerNetwork(base().list()
                .layer(convolution())
                .layer(output())
                .setInputType(InputType.convolutional(6, 6, 2))
                .build());
        network.init();
        for (int step = 0; step < 3; step++) {
            network.fit(data(step));
        }
        return network;
    }

    static ComputationGraph graph() {
        ComputationGraph network = new ComputationGraph(base().graphBuilder()
                .addInputs("image")
                .addLayer("conv", convolution(), "image")
                .addLayer("norm", new BatchNormalization.Builder().build(), "conv")
                .addLayer("output", output(), "norm")
                .setOutputs("output")
                .setInputTypes(InputType.convolutional(6, 6, 2))
                .build());
        network.init();
        for (int step = 0; step < 3; step++) {
            network.fit(data(step));
        }
        return network;
    }

    static LoadedModel load(Path file) throws IOException {
        return load(file, UpdaterChoice.OWN);
    }

    static LoadedModel load(Path file, UpdaterChoice updater) throws IOException {
        return load(file, updater, Optional.empty());
    }

    static LoadedModel load(Path file, UpdaterChoice updater, Optional<String> freezeUntil) throws IOException {
        return load(file, updater, freezeUntil, CLASSES);
    }

    static LoadedModel load(Path file, UpdaterChoice updater, Optional<String> freezeUntil, int classes)
            throws IOException {
        ModelRequest request = new ModelRequest(file.toString(), Changes.of(updater, freezeUntil), DataType.FLOAT, 7);
        return ModelLoader.load(request, SHAPE, classes, new Configuration());
    }

    static Batch batch(int seed) {
        Random random = new Random(seed);
        float[] features = new float[Math.toIntExact(BATCH * SHAPE.size())];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        float[] labels = new float[BATCH * CLASSES];
        for (int n = 0; n < BATCH; n++) {
            labels[n * CLASSES + random.nextInt(CLASSES)] = 1;
        }
        return new Batch(BATCH, features, labels, seed);
    }

    static DataSet data(int seed) {
        Batch batch = batch(seed);
        return new DataSet(
                Nd4j.create(batch.features().toArray(BATCH * 2 * 6 * 6), new long[] {BATCH, 2, 6, 6}, 'c'),
                Nd4j.create(batch.labels(), new long[] {BATCH, CLASSES}, 'c'));
    }

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .l2(1e-3)
                .activation(Activation.RELU);
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3).nOut(4).build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
