package dev.convoy.kernel.reference;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/** Computes the network in double, a whole batch at a time, whatever type the parameters are stored in. */
final class ReferenceKernel implements GradientKernel {
    private final Network network;
    private final DataType storage;

    ReferenceKernel(Network network, DataType storage) {
        this.network = network;
        this.storage = storage;
    }

    /** Runs forward, then backward: a value's delta is complete after those of all its readers, which come later. */
    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        double[] weights = read(parameters);
        List<double[]> values = forward(weights, batch, true);
        List<double[]> deltas =
                values.stream().map(value -> new double[value.length]).toList();
        double loss = NaiveLoss.lossAndGradient(network.loss(), last(values), batch.labels(), last(deltas));
        double[] sum = new double[weights.length];
        for (int i = network.nodes().size() - 1; i >= 0; i--) {
            Node node = network.nodes().get(i);
            if (node.frozen()) {
                continue;
            }
            node.layer()
                    .accept(new NaiveBackward(
                            batch, read(node, values), deltas.get(i + 1), weights, read(node, deltas), sum));
        }
        FlatVector.rounded(storage, sum).copyTo(gradient);
        return loss;
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        double[] values = last(forward(read(parameters), batch, false));
        double[] computed = NaiveLoss.outputs(network.loss(), values);
        for (int i = 0; i < computed.length; i++) {
            outputs[i] = (float) computed[i];
        }
        return NaiveLoss.lossAndGradient(network.loss(), values, batch.labels(), new double[values.length]);
    }

    @Override
    public void close() {
        // It holds nothing outside the Java heap.
    }

    /** Returns the images, then the output of each node. */
    private List<double[]> forward(double[] weights, Batch batch, boolean training) {
        List<double[]> values = new ArrayList<>();
        values.add(images(batch));
        for (Node node : network.nodes()) {
            double[] output = new double
                    [Math.toIntExact(batch.size() * node.layer().output().size())];
            node.layer()
                    .accept(new NaiveForward(batch, training && !node.frozen(), read(node, values), weights, output));
            values.add(output);
        }
        return values;
    }

    private double[] images(Batch batch) {
        float[] features = batch.features()
                .toArray(Math.toIntExact(batch.size() * network.input().size()));
        double[] images = new double[features.length];
        for (int i = 0; i < images.length; i++) {
            images[i] = features[i];
        }
        return images;
    }

    private double[] read(Pointer parameters) {
        return FlatVector.copyOf(storage, parameters, network.parameters()).toDoubles();
    }

    /** Returns the values that the node reads. */
    private static List<double[]> read(Node node, List<double[]> values) {
        return node.inputs().stream().map(values::get).toList();
    }

    private static double[] last(List<double[]> values) {
        return values.get(values.size() - 1);
    }
}
