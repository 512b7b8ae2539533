package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.compile.Fusion;
import java.util.Arrays;

/**
 * Finds the max poolings that add the bias of the convolution before them, which is possible if the pooling is its only
 * reader: {@code max(x + b) = max(x) + b}. Fewer values are left after the maximum.
 */
final class DeferredBias {
    private final Network network;
    private final long[] deferred;
    private final boolean[] withoutBias;

    DeferredBias(Network network, Fusion fusion) {
        this.network = network;
        this.deferred = new long[network.nodes().size()];
        this.withoutBias = new boolean[network.nodes().size()];
        Arrays.fill(deferred, Filter.NO_BIAS);
        for (int i = 0; i < deferred.length; i++) {
            int before = network.nodes().get(i).inputs().get(0) - 1;
            if (before >= 0
                    && isPlainMax(i)
                    && fusion.hasOneReader(before)
                    && fusion.fused(before).isEmpty()) {
                if (network.nodes().get(before).layer() instanceof Convolution convolution) {
                    deferred[i] = convolution.filter().biasOffset();
                    withoutBias[before] = true;
                }
            }
        }
    }

    /** Whether each window has a value: with padding around it, a dilated window might have none. */
    private boolean isPlainMax(int index) {
        return network.nodes().get(index).layer() instanceof Pooling pooling
                && pooling.kind() == Pooling.Kind.MAX
                && pooling.window().padTop() == 0
                && pooling.window().padLeft() == 0;
    }

    /** Returns the offset of the bias that pooling {@code index} adds, or {@link Filter#NO_BIAS}. */
    long deferredTo(int index) {
        return deferred[index];
    }

    /** Returns node {@code index}, without its bias if a pooling adds that bias. */
    Node withoutDeferred(int index) {
        Node node = network.nodes().get(index);
        if (!withoutBias[index]) {
            return node;
        }
        Convolution full = (Convolution) node.layer();
        Filter filter = new Filter(full.filter().weightsOffset(), full.filter().strides(), Filter.NO_BIAS);
        return new Node(
                new Convolution(full.name(), full.input(), full.output(), full.window(), full.groups(), filter),
                node.inputs(),
                node.frozen());
    }
}
