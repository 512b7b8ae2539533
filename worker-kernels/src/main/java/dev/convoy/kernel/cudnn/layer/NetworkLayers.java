package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.layer.normalization.ResidualSums;
import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.ImageLayout;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.graph.compile.Fusion;
import dev.convoy.kernel.graph.compile.GraphWalk;
import java.util.List;
import java.util.Optional;

/** Creates the layers of one network for the walk over its graph. */
public final class NetworkLayers implements GraphWalk.Engine<Tensor, Tensor> {
    private final Program program;
    private final ImageLayout images;
    private final DeferredBias biases;
    private final ResidualSums residuals;

    private NetworkLayers(Program program, ImageLayout images, Network network, Fusion fusion) {
        this.program = program;
        this.images = images;
        this.biases = new DeferredBias(network, fusion);
        this.residuals = new ResidualSums(program, network, fusion);
    }

    /** Compiles {@code network} into {@code program}. */
    public static GraphWalk<Tensor, Tensor> walk(Network network, ImageLayout images, Program program) {
        Fusion fusion = new Fusion(network, ElementwiseFunction::canFuse);
        return new GraphWalk<>(network, fusion, new NetworkLayers(program, images, network, fusion));
    }

    @Override
    public CompiledLayer<Tensor, Tensor> open(int index, Optional<Activation> fused, boolean last) {
        Node node = biases.withoutDeferred(index);
        if (node.inputs().contains(0) && node.layer() instanceof Convolution first && !images.isAsGiven()) {
            return new ConvolutionLayer(program, first, fused, images);
        }
        return residuals.open(index, node).orElseGet(() -> node.layer()
                .accept(new LayerFactory(program, fused, last, node.frozen(), biases.deferredTo(index))));
    }

    @Override
    public Tensor gradient(Tensor result, List<Tensor> results, Tensor from) {
        return result;
    }

    @Override
    public Tensor sum(int index, List<Tensor> gradients) {
        return residuals.add(index, gradients).orElseGet(() -> CombinationLayer.sum(program, gradients, false));
    }

    @Override
    public void enter(LayerSpec layer) {
        // GPU programs do not measure the time of each layer.
    }
}
