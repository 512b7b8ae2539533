package dev.convoy.kernel.graph.compile;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.Optional;
import java.util.function.BiPredicate;

/** Finds the activation functions that are computed together with the layer before them, because only they read it. */
public final class Fusion {
    private final Network network;
    private final BiPredicate<LayerSpec, Activation> fits;
    private final int[] readers;

    /** @param fits whether an engine computes the function together with the layer */
    public Fusion(Network network, BiPredicate<LayerSpec, Activation> fits) {
        this.network = network;
        this.fits = fits;
        this.readers = new int[network.nodes().size() + 1];
        network.nodes().forEach(node -> node.inputs().forEach(value -> readers[value]++));
        // The loss reads the last value.
        readers[network.nodes().size()]++;
    }

    /** Whether one node, and not the loss, reads what node {@code index} computes. */
    public boolean hasOneReader(int index) {
        int value = index + 1;
        return readers[value] == 1 && value != network.nodes().size();
    }

    /** Returns the activation function that is fused with node {@code index}. */
    public Optional<Activation> fused(int index) {
        int value = index + 1;
        if (!hasOneReader(index)) {
            return Optional.empty();
        }
        return network.nodes().stream()
                .filter(node -> node.inputs().contains(value))
                .findFirst()
                .filter(reader -> reader.layer() instanceof Activate)
                .map(reader -> ((Activate) reader.layer()).activation())
                .filter(activation -> fits.test(network.nodes().get(index).layer(), activation));
    }

    /** Whether the loss reads the node's value, or that of the function fused with it. */
    public boolean readByLoss(int index) {
        int last = network.nodes().size() - 1;
        return index == last
                || (fused(index).isPresent()
                        && network.nodes().get(last).inputs().get(0) == index + 1);
    }

    /** Whether the node is computed together with the one before it. */
    public boolean absorbed(Node node) {
        return node.layer() instanceof Activate
                && node.inputs().get(0) > 0
                && fused(node.inputs().get(0) - 1).isPresent();
    }
}
