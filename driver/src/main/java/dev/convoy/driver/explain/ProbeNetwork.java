package dev.convoy.driver.explain;

import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Concatenation;
import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.Loss;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The start of a network, with some of its values flattened and joined into one last value. Every engine returns a
 * network's last value, so every engine can show any value.
 */
final class ProbeNetwork {
    private ProbeNetwork() {}

    /**
     * Returns a network whose outputs are the wanted values, one after the other.
     *
     * @param wanted numbers of values above 0, ascending
     */
    static Network of(Network network, List<Integer> wanted) {
        List<Node> nodes = new ArrayList<>(frozen(network.nodes().subList(0, wanted.get(wanted.size() - 1))));
        List<Integer> flat = new ArrayList<>();
        List<Shape> shapes = new ArrayList<>();
        for (int value : wanted) {
            Shape shape = network.nodes().get(value - 1).layer().output();
            Shape vector = new Shape(Math.toIntExact(shape.size()), 1, 1);
            nodes.add(new Node(new Reshape("probe", shape, vector), List.of(value), true));
            flat.add(nodes.size());
            shapes.add(vector);
        }
        int length = shapes.stream().mapToInt(Shape::channels).sum();
        if (flat.size() > 1) {
            LayerSpec joined = new Concatenation("probe", shapes, new Shape(length, 1, 1));
            nodes.add(new Node(joined, flat, true));
        }
        return new Network(network.input(), List.copyOf(nodes), values(length), network.parameters());
    }

    /** Returns the network without a backward pass, which would have to be compiled and takes most of the memory. */
    static Network frozen(Network network) {
        return new Network(network.input(), frozen(network.nodes()), network.loss(), network.parameters());
    }

    private static List<Node> frozen(List<Node> nodes) {
        return nodes.stream()
                .map(node -> new Node(node.layer(), node.inputs(), true))
                .toList();
    }

    /** Returns a loss whose outputs are the last values themselves. */
    static Loss values(int length) {
        float[] ones = new float[length];
        Arrays.fill(ones, 1);
        return new Loss(Loss.Kind.MEAN_SQUARED_ERROR, ones);
    }
}
