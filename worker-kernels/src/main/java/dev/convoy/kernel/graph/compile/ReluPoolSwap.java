package dev.convoy.kernel.graph.compile;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Exchanges ReLU and the max pooling after it: {@code max(relu(x)) = relu(max(x))}. The gradient goes to the same
 * values, but ReLU and its mask then visit only one value per window.
 */
public final class ReluPoolSwap {
    private ReluPoolSwap() {}

    public static Network of(Network network) {
        List<Node> nodes = new ArrayList<>(network.nodes());
        for (int i = 0; i < nodes.size(); i++) {
            Node pooling = nodes.get(i);
            int value = pooling.inputs().get(0);
            if (!isMax(pooling.layer()) || value == 0) {
                continue;
            }
            Node relu = nodes.get(value - 1);
            long readers =
                    nodes.stream().filter(node -> node.inputs().contains(value)).count();
            if (isRelu(relu.layer()) && readers == 1) {
                nodes.set(value - 1, new Node(pooling.layer(), relu.inputs(), pooling.frozen()));
                nodes.set(
                        i, new Node(after(pooling.layer(), (Activate) relu.layer()), pooling.inputs(), relu.frozen()));
            }
        }
        return new Network(network.input(), List.copyOf(nodes), network.loss(), network.parameters());
    }

    private static Activate after(LayerSpec pooling, Activate relu) {
        return new Activate(relu.name(), pooling.output(), relu.activation());
    }

    private static boolean isMax(LayerSpec layer) {
        return layer instanceof Pooling pooling && pooling.kind() == Pooling.Kind.MAX;
    }

    /** Whether it is ReLU, leaky or not, with a slope that does not reverse the order of values. */
    private static boolean isRelu(LayerSpec layer) {
        return layer instanceof Activate activate
                && activate.activation().kind() == Activation.Kind.RELU
                && activate.activation().alpha() >= 0;
    }
}
