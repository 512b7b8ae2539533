package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.graph.compile.Fusion;
import dev.convoy.kernel.graph.compile.GraphWalk;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;

/** Creates the layers of one network for the walk over its graph, for minibatches of one size. */
public final class NetworkLayers implements GraphWalk.Engine<memory, Gradient> {
    private final Network network;
    private final Program program;
    private final int size;

    /**
     * The memory that a network reads and writes, row-major float32.
     *
     * @param outputs the last value
     * @param outputsGradient the gradient of the loss by the last value
     */
    public record Ends(memory features, memory outputs, memory outputsGradient) {}

    private NetworkLayers(Network network, Program program, int size) {
        this.network = network;
        this.program = program;
        this.size = size;
    }

    /** Compiles {@code network} into {@code program} and finishes the program. */
    public static Ends compile(Network network, Program program, int size) {
        GraphWalk<memory, Gradient> walk = new GraphWalk<>(
                network, new Fusion(network, Eltwise::canFuse), new NetworkLayers(network, program, size));
        memory features = program.allocate(Layouts.image(size, network.input(), data_type.f32));
        memory last = walk.forward(features);
        program.enter("loss");
        List<Node> nodes = network.nodes();
        memory.desc plain =
                Layouts.image(size, nodes.get(nodes.size() - 1).layer().output(), data_type.f32);
        memory outputs = program.reordered(last, plain);
        program.turnBack();
        memory outputsGradient = program.allocate(plain);
        walk.backward(new Gradient(outputsGradient, false));
        program.finish(features, outputs, outputsGradient);
        return new Ends(features, outputs, outputsGradient);
    }

    @Override
    public CompiledLayer<memory, Gradient> open(int index, Optional<Activation> fused, boolean last) {
        Node node = network.nodes().get(index);
        return node.layer().accept(new LayerFactory(program, size, fused, last, node.frozen()));
    }

    @Override
    public Gradient gradient(memory result, List<memory> results, Gradient from) {
        boolean handedTwice = results.stream()
                        .filter(value -> value != null && program.sameBytes(value, result))
                        .count()
                > 1;
        boolean shared = handedTwice || (from.shared() && program.sameBytes(result, from.memory()));
        return new Gradient(result, shared);
    }

    @Override
    public Gradient sum(int index, List<Gradient> gradients) {
        float[] ones = new float[gradients.size()];
        Arrays.fill(ones, 1);
        return new Gradient(
                OneDnnSum.sum(program, gradients.stream().map(Gradient::memory).toList(), ones), false);
    }

    @Override
    public void enter(LayerSpec layer) {
        program.enter(layer.name());
    }
}
