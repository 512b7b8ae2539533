package dev.convoy.kernel.cudnn.layer.normalization;

import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.graph.compile.Fusion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the sums of two values, with ReLU fused, of which at least one is a batch normalization that nothing else
 * reads: the ends of residual blocks.
 */
public final class ResidualSums {
    private final Program program;
    private final Set<Integer> sums = new HashSet<>();
    private final Set<Integer> deferred = new HashSet<>();
    private final Map<Integer, DeferredNormalizationLayer> normalizations = new HashMap<>();
    private final Map<Integer, ResidualSumLayer> layers = new HashMap<>();

    /** @param fusion which activation functions are computed together with a layer */
    public ResidualSums(Program program, Network network, Fusion fusion) {
        this.program = program;
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

    /** Creates the layer of node {@code index} if it is such a sum, or a normalization that one applies. */
    public Optional<CompiledLayer<Tensor, Tensor>> open(int index, Node node) {
        if (isDeferred(index)) {
            DeferredNormalizationLayer layer =
                    new DeferredNormalizationLayer(program, (BatchNormalization) node.layer());
            normalizations.put(index, layer);
            return Optional.of(layer);
        }
        if (isSum(index)) {
            ResidualSumLayer layer = new ResidualSumLayer(
                    program,
                    numbers(node.inputs().get(0)),
                    numbers(node.inputs().get(1)));
            layers.put(index, layer);
            return Optional.of(layer);
        }
        return Optional.empty();
    }

    /** Returns null for a value that is not normalized by the sum. */
    private Normalization numbers(int value) {
        DeferredNormalizationLayer layer = normalizations.get(value - 1);
        return layer == null ? null : layer.numbers();
    }

    /**
     * Leaves it to the sum of node {@code index} to add the second gradient to the first.
     *
     * @return the first gradient; empty if the node is no such sum, or there are more gradients
     */
    public Optional<Tensor> add(int index, List<Tensor> gradients) {
        if (!isSum(index) || gradients.size() != 2) {
            return Optional.empty();
        }
        layers.get(index).add(gradients.get(1));
        return Optional.of(gradients.get(0));
    }
}
