package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.compile.Fusion;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the sums of two values, with ReLU fused, of which at least one is a batch normalization that nothing else
 * reads: the ends of residual blocks.
 */
final class ResidualSums {
    private final Set<Integer> sums = new HashSet<>();
    private final Set<Integer> deferred = new HashSet<>();

    ResidualSums(Network network, Fusion fusion) {
        for (int i = 0; i < network.nodes().size(); i++) {
            Node sum = network.nodes().get(i);
            boolean fits = sum.layer() instanceof ElementWise layer
                    && layer.operation() == ElementWise.Operation.ADD
                    && sum.inputs().size() == 2
                    && fusion.fused(i).isPresent();
            for (int value : fits ? sum.inputs() : Set.<Integer>of()) {
                if (value > 0 && isPlain(network.nodes().get(value - 1)) && fusion.hasOneReader(value - 1)) {
                    sums.add(i);
                    deferred.add(value - 1);
                }
            }
        }
    }

    private static boolean isPlain(Node node) {
        return node.layer() instanceof BatchNormalization && !node.frozen();
    }

    /** Whether node {@code index} is such a sum. */
    boolean isSum(int index) {
        return sums.contains(index);
    }

    /** Whether node {@code index} is a batch normalization that such a sum applies. */
    boolean isDeferred(int index) {
        return deferred.contains(index);
    }
}
