package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.Fusion;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.Arrays;

/**
 * Which max pooling adds the bias of the convolution before it, whose only reader it is: {@code max(x + b) = max(x) + b},
 * and there are a window's fewer values behind it.
 */
final class DeferredBias {
    private final Network network;
    private final long[] moved;
    private final boolean[] bare;

    DeferredBias(Network network, Fusion fusion) {
        this.network = network;
        this.moved = new long[network.nodes().size()];
        this.bare = new boolean[network.nodes().size()];
        Arrays.fill(moved, Filter.NO_BIAS);
        for (int i = 0; i < moved.length; i++) {
            int before = network.nodes().get(i).inputs().get(0) - 1;
            if (before >= 0
                    && isPlainMax(i)
                    && fusion.hasOneReader(before)
                    && fusion.behind(before).isEmpty()) {
                if (network.nodes().get(before).layer() instanceof Convolution convolution) {
                    moved[i] = convolution.filter().biasOffset();
                    bare[before] = true;
                }
            }
        }
    }

    /** Each window has a value: with padding around it, a dilated one might have none. */
    private boolean isPlainMax(int index) {
        return network.nodes().get(index).layer() instanceof Pooling pooling
                && pooling.kind() == Pooling.Kind.MAX
                && pooling.window().padTop() == 0
                && pooling.window().padLeft() == 0;
    }

    /** Where the bias lies that pooling {@code index} adds, or {@link Filter#NO_BIAS}. */
    long moved(int index) {
        return moved[index];
    }

    /** Node {@code index}, without the bias if that is moved. */
    Node rest(int index) {
        Node node = network.nodes().get(index);
        if (!bare[index]) {
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
