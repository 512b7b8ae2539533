package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.graph.compile.Fusion;
import dev.convoy.kernel.graph.compile.GraphWalk;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates the layers of one network for the walk over its graph. */
public final class NetworkLayers implements GraphWalk.Engine<Tensor, Tensor> {
    private final Program program;
    private final DeferredBias biases;
    private final ResidualSums residuals;
    private final Map<Integer, Normalization> deferred = new HashMap<>();
    private final Map<Integer, ResidualSumLayer> sums = new HashMap<>();

    private NetworkLayers(Program program, DeferredBias biases, ResidualSums residuals) {
        this.program = program;
        this.biases = biases;
        this.residuals = residuals;
    }

    /** Compiles {@code network} into {@code program}. */
    public static GraphWalk<Tensor, Tensor> walk(Network network, Program program) {
        Fusion fusion = new Fusion(network, ElementwiseFunction::canFuse);
        return new GraphWalk<>(network, fusion, new NetworkLayers(program, new DeferredBias(network, fusion), new ResidualSums(network, fusion)));
    }

    /**
     * Returns the shape in which the program keeps an image. Where only convolutions read it, zeros complete its channels
     * to what the matrix units multiply at once.
     */
    public static Shape images(Network network, Precision precision) {
        Shape given = network.input();
        boolean padded = network.nodes().stream()
                .filter(node -> node.inputs().contains(0))
                .allMatch(node -> node.layer() instanceof Convolution convolution
                        && convolution.groups() == 1
                        && !AsymmetricPaddingConvolution.is(convolution.window()));
        int together = padded ? channelsTogether(precision) : 1;
        int channels = (given.channels() + together - 1) / together * together;
        return new Shape(channels, given.height(), given.width());
    }

    private static int channelsTogether(Precision precision) {
        return switch (precision) {
            case BFLOAT16 -> 8;
            case TF32 -> 4;
            case FLOAT32, FLOAT64 -> 1;
        };
    }

    @Override
    public CompiledLayer<Tensor, Tensor> open(int index, Optional<Activation> fused, boolean last) {
        Node node = biases.withoutDeferred(index);
        if (residuals.isDeferred(index)) {
            DeferredNormalizationLayer layer =
                    new DeferredNormalizationLayer(program, (BatchNormalization) node.layer());
            deferred.put(index, layer.numbers());
            return layer;
        }
        if (residuals.isSum(index)) {
            ResidualSumLayer layer = new ResidualSumLayer(
                    program, deferred.get(node.inputs().get(0) - 1), deferred.get(node.inputs().get(1) - 1));
            sums.put(index, layer);
            return layer;
        }
        return node.layer().accept(new LayerFactory(program, fused, last, node.frozen(), biases.deferredTo(index)));
    }

    @Override
    public Tensor gradient(Tensor result, List<Tensor> results, Tensor from) {
        return result;
    }

    @Override
    public Tensor sum(int index, List<Tensor> gradients) {
        if (residuals.isSum(index) && gradients.size() == 2) {
            sums.get(index).add(gradients.get(1));
            return gradients.get(0);
        }
        return CombinationLayer.sum(program, gradients, false);
    }

    @Override
    public void enter(LayerSpec layer) {
        // GPU programs do not measure the time of each layer.
    }
}
