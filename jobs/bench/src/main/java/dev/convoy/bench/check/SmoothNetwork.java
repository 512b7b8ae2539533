package dev.convoy.bench.check;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.function.UnaryOperator;

/**
 * Changes networks so that a value's last digit changes little: a value that rounding moves over a kink, or past
 * another of which the greater counts, changes a gradient by about one in the square root of the number of positions.
 */
final class SmoothNetwork {
    private SmoothNetwork() {}

    static boolean hasMaximum(Network network) {
        return network.nodes().stream().map(Node::layer).anyMatch(SmoothNetwork::isMaximum);
    }

    private static boolean isMaximum(LayerSpec layer) {
        if (layer instanceof Pooling pooling) {
            return pooling.kind() == Pooling.Kind.MAX;
        }
        return layer instanceof ElementWise join && join.operation() == ElementWise.Operation.MAX;
    }

    /** Computes tanh where the network computes ReLU or another function with a kink. */
    static Network withoutKinks(Network network) {
        return changed(
                network,
                layer -> layer instanceof Activate function
                                && hasKink(function.activation().kind())
                        ? new Activate(function.name(), function.output(), new Activation(Activation.Kind.TANH, 0))
                        : layer);
    }

    private static boolean hasKink(Activation.Kind kind) {
        return switch (kind) {
            case RELU, CLIPPED_RELU, HARD_SIGMOID -> true;
            case ELU, SWISH, SIGMOID, TANH, SOFTPLUS, MISH, SOFTMAX -> false;
        };
    }

    /** Computes averages where the network takes the maximum of a window. */
    static Network withoutMaxima(Network network) {
        return changed(
                network,
                layer -> layer instanceof Pooling pooling && isMaximum(pooling)
                        ? new Pooling(
                                pooling.name(),
                                pooling.input(),
                                pooling.output(),
                                pooling.window(),
                                Pooling.Kind.AVERAGE)
                        : layer);
    }

    private static Network changed(Network network, UnaryOperator<LayerSpec> change) {
        return new Network(
                network.input(),
                network.nodes().stream()
                        .map(node -> new Node(change.apply(node.layer()), node.inputs(), node.frozen()))
                        .toList(),
                network.loss(),
                network.parameters());
    }
}
