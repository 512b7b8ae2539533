package dev.convoy.driver.explain;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Dropout;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The weights α of Grad-CAM (Selvaraju et al., 2017): for a score y and the maps A of a value,
 * {@code α[c] = Σ_{i,j} ∂y/∂A[c][i][j] / (height · width)}.
 *
 * <p>An engine computes gradients by parameters only. So a depthwise 1×1 convolution that changes nothing follows the
 * maps: the gradient by its bias is the sum above. After it, batch normalization is folded into such convolutions as
 * well, because in training it would use the batch's statistics.
 */
final class ChannelWeights implements AutoCloseable {
    private final Network network;
    private final Shape maps;
    private final int tapOffset;
    private final GradientKernel kernel;
    private final FloatPointer parameters;
    private final FloatPointer gradient;

    /** @param value number of the value whose maps are weighted */
    ChannelWeights(NetworkKernelProvider engine, Network network, FlatVector given, int value) {
        this.maps = network.nodes().get(value - 1).layer().output();
        this.tapOffset = given.length();
        List<Float> added = new ArrayList<>();
        append(added, ones(maps.channels()), new float[maps.channels()]);
        this.network = tapped(network, value, given.toFloats(), added);
        float[] all = Arrays.copyOf(given.toFloats(), given.length() + added.size());
        for (int i = 0; i < added.size(); i++) {
            all[given.length() + i] = added.get(i);
        }
        this.parameters = new FloatPointer(all);
        this.gradient = new FloatPointer((long) all.length);
        this.kernel = engine.open(this.network, Precision.FLOAT32);
    }

    private Network tapped(Network given, int value, float[] parameters, List<Float> added) {
        List<Node> nodes = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>(List.of(0));
        for (int i = 0; i < given.nodes().size(); i++) {
            Node node = given.nodes().get(i);
            List<Integer> inputs = node.inputs().stream().map(numbers::get).toList();
            boolean before = i < value;
            if (node.layer() instanceof Dropout) {
                numbers.add(inputs.get(0));
            } else {
                LayerSpec layer = before ? node.layer() : folded(node.layer(), parameters, added);
                nodes.add(new Node(layer, inputs, before));
                numbers.add(nodes.size());
            }
            if (i == value - 1) {
                nodes.add(new Node(affine("tap", maps, tapOffset), List.of(numbers.get(value)), false));
                numbers.set(value, nodes.size());
            }
        }
        return new Network(
                given.input(), nodes, ProbeNetwork.values(given.outputs()), parameters.length + added.size());
    }

    private LayerSpec folded(LayerSpec layer, float[] parameters, List<Float> added) {
        if (!(layer instanceof BatchNormalization normalization)) {
            return layer;
        }
        int offset = tapOffset + added.size();
        Affine affine = Affine.of(normalization, parameters);
        append(added, affine.scale(), affine.shift());
        return affine(layer.name(), layer.output(), offset);
    }

    private static LayerSpec affine(String name, Shape shape, int offset) {
        Filter filter = new Filter(offset, new long[] {1, 1, 1, 1, 1}, (long) offset + shape.channels());
        return new Convolution(name, shape, shape, Window.POINT, shape.channels(), filter);
    }

    private static void append(List<Float> to, float[] factors, float[] terms) {
        for (float factor : factors) {
            to.add(factor);
        }
        for (float term : terms) {
            to.add(term);
        }
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Returns α for the score of a class, before softmax. */
    float[] of(float[] features, int predicted) {
        int classes = network.outputs();
        float[] scores = new float[classes];
        kernel.evaluate(parameters, new Batch(1, features, new float[classes], 0), scores);
        // The gradient of Σ (z − y)² / K is 2 (z − y) / K: 1 for the class, 0 for all others.
        float[] labels = scores.clone();
        labels[predicted] -= classes / 2f;
        kernel.gradient(parameters, new Batch(1, features, labels, 0), gradient);
        float[] all =
                FlatVector.copyOf(DataType.FLOAT, gradient, gradient.limit()).toFloats();
        int from = tapOffset + maps.channels();
        float[] weights = Arrays.copyOfRange(all, from, from + maps.channels());
        for (int c = 0; c < weights.length; c++) {
            weights[c] /= maps.height() * maps.width();
        }
        return weights;
    }

    @Override
    public void close() {
        kernel.close();
        parameters.close();
        gradient.close();
    }
}
