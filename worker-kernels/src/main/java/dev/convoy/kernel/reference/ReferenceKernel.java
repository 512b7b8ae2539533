package dev.convoy.kernel.reference;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.FlatVector;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activation;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.Network;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/** Walks the network an example batch at a time in double, whatever type the parameters are stored in. */
final class ReferenceKernel implements GradientKernel {
    private final Network network;
    private final DataType storage;

    ReferenceKernel(Network network, DataType storage) {
        this.network = network;
        this.storage = storage;
    }

    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        double[] weights = read(parameters);
        double[][] activations = forward(weights, batch);
        double[] delta = new double[last(activations).length];
        double loss = NaiveSoftmaxCrossEntropy.lossAndGradient(
                last(activations), batch.labels(), batch.size(), network.outputs(), delta);
        double[] sum = new double[weights.length];
        for (int i = network.layers().size() - 1; i >= 0; i--) {
            delta = backward(
                    network.layers().get(i), batch.size(), activations[i], activations[i + 1], delta, weights, sum);
        }
        FlatVector.rounded(storage, sum).copyTo(gradient);
        return loss;
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        double[] logits = last(forward(read(parameters), batch));
        double[] delta = new double[logits.length];
        double loss = NaiveSoftmaxCrossEntropy.lossAndGradient(
                logits, batch.labels(), batch.size(), network.outputs(), delta);
        double[] probabilities = NaiveSoftmaxCrossEntropy.softmax(logits, batch.size(), network.outputs());
        for (int i = 0; i < probabilities.length; i++) {
            outputs[i] = (float) probabilities[i];
        }
        return loss;
    }

    @Override
    public void close() {
        // Holds nothing outside the Java heap.
    }

    /** The input of each layer, and behind the last the logits. */
    private double[][] forward(double[] weights, Batch batch) {
        double[][] activations = new double[network.layers().size() + 1][];
        activations[0] =
                new double[Math.toIntExact(batch.size() * network.input().size())];
        for (int i = 0; i < activations[0].length; i++) {
            activations[0][i] = batch.features()[i];
        }
        for (int i = 0; i < network.layers().size(); i++) {
            LayerSpec layer = network.layers().get(i);
            activations[i + 1] = forward(layer, batch.size(), activations[i], weights);
        }
        return activations;
    }

    private static double[] forward(LayerSpec layer, int size, double[] input, double[] weights) {
        double[] output = new double[Math.toIntExact(size * layer.output().size())];
        if (layer instanceof Convolution convolution) {
            NaiveConvolution.forward(convolution, size, input, weights, output);
            activate(convolution.activation(), output);
        } else if (layer instanceof Dense dense) {
            NaiveDense.forward(dense, size, input, weights, output);
            activate(dense.activation(), output);
        } else if (layer instanceof Pooling pooling) {
            NaivePooling.forward(pooling, size, input, output);
        }
        return output;
    }

    /** Adds the layer's share to {@code sum} and returns the gradient of the loss by the layer's input. */
    private static double[] backward(
            LayerSpec layer,
            int size,
            double[] input,
            double[] output,
            double[] delta,
            double[] weights,
            double[] sum) {
        double[] inputDelta = new double[input.length];
        if (layer instanceof Convolution convolution) {
            derive(convolution.activation(), output, delta);
            NaiveConvolution.backward(convolution, size, input, delta, weights, inputDelta, sum);
        } else if (layer instanceof Dense dense) {
            derive(dense.activation(), output, delta);
            NaiveDense.backward(dense, size, input, delta, weights, inputDelta, sum);
        } else if (layer instanceof Pooling pooling) {
            NaivePooling.backward(pooling, size, input, delta, inputDelta);
        }
        return inputDelta;
    }

    /** ReLU: {@code y = max(z, 0)}. */
    private static void activate(Activation activation, double[] values) {
        if (activation == Activation.RELU) {
            Arrays.setAll(values, i -> Math.max(values[i], 0));
        }
    }

    /** ReLU: {@code ∂L/∂z = ∂L/∂y} where {@code y > 0}, else 0. */
    private static void derive(Activation activation, double[] output, double[] delta) {
        if (activation == Activation.RELU) {
            Arrays.setAll(delta, i -> output[i] > 0 ? delta[i] : 0);
        }
    }

    private double[] read(Pointer parameters) {
        return FlatVector.copyOf(storage, parameters, network.parameters()).toDoubles();
    }

    private static double[] last(double[][] activations) {
        return activations[activations.length - 1];
    }
}
