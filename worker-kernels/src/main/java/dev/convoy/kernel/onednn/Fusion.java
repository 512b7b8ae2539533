package dev.convoy.kernel.onednn;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.Optional;

/**
 * Which activation functions ride behind the primitive that computes their input: those that are its only reader, and
 * whose backward pass needs no more than their output.
 */
final class Fusion {
    private final Network network;
    private final int[] readers;

    Fusion(Network network) {
        this.network = network;
        this.readers = new int[network.nodes().size() + 1];
        network.nodes().forEach(node -> node.inputs().forEach(value -> readers[value]++));
        // The loss reads the last value.
        readers[network.nodes().size()]++;
    }

    /** The function fused behind node {@code index}. */
    Optional<Activation> behind(int index) {
        int value = index + 1;
        if (readers[value] != 1 || value == network.nodes().size()) {
            return Optional.empty();
        }
        return network.nodes().stream()
                .filter(node -> node.inputs().contains(value))
                .findFirst()
                .filter(reader -> reader.layer() instanceof Activate)
                .map(reader -> ((Activate) reader.layer()).activation())
                .filter(activation -> fits(network.nodes().get(index).layer(), activation));
    }

    /** Whether the loss reads the node's value, or that of the function fused behind it. */
    boolean readByLoss(int index) {
        int last = network.nodes().size() - 1;
        return index == last
                || (behind(index).isPresent()
                        && network.nodes().get(last).inputs().get(0) == index + 1);
    }

    /** Whether the node is done by the one that computes its input. */
    boolean absorbed(Node node) {
        return node.layer() instanceof Activate
                && node.inputs().get(0) > 0
                && behind(node.inputs().get(0) - 1).isPresent();
    }

    private static boolean fits(LayerSpec layer, Activation activation) {
        boolean relu = activation.kind() == Activation.Kind.RELU && activation.alpha() == 0;
        if (layer instanceof LayerSpec.Convolution || layer instanceof LayerSpec.Dense) {
            return activation.kind() != Activation.Kind.SOFTMAX
                    && Eltwise.of(activation).fromOutput() != null;
        }
        if (layer instanceof LayerSpec.ElementWise sum) {
            return relu && sum.operation() == LayerSpec.ElementWise.Operation.ADD && sum.inputs() == 2;
        }
        return relu && layer instanceof LayerSpec.BatchNormalization;
    }
}
