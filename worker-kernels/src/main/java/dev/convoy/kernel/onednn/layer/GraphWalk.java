package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.Fusion;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.onednn.program.Layouts;
import dev.convoy.kernel.onednn.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;

/** Builds a network's program: forward along the nodes, backward along them in reverse. */
final class GraphWalk {
    private final Network network;
    private final Program program;
    private final int size;
    private final Layers layers;
    private final Fusion fusion;
    private final Layer[] built;
    private final memory[] values;
    /** The value that each value is another name of; itself for most. */
    private final int[] origin;
    /** Whether anything before a value has parameters that are not frozen. */
    private final boolean[] trainedBefore;

    private final List<List<Gradient>> gradients = new ArrayList<>();
    private memory outputs;
    private memory outputsGradient;

    /** Opens the layer of a node. */
    interface Layers {
        /**
         * @param behind the activation function to be fused behind it
         * @param last whether the loss reads what comes out
         */
        Layer open(Node node, Optional<Activation> behind, boolean last);
    }

    GraphWalk(Network network, Program program, int size, Layers layers) {
        this.network = network;
        this.program = program;
        this.size = size;
        this.layers = layers;
        this.fusion = new Fusion(network, Eltwise::rides);
        int nodes = network.nodes().size();
        this.built = new Layer[nodes];
        this.values = new memory[nodes + 1];
        this.origin = new int[nodes + 1];
        this.trainedBefore = new boolean[nodes + 1];
        for (int value = 0; value <= nodes; value++) {
            gradients.add(new ArrayList<>());
        }
    }

    memory features() {
        return values[0];
    }

    /** The last value, row-major float32. */
    memory outputs() {
        return outputs;
    }

    /** The same for its gradient. */
    memory outputsGradient() {
        return outputsGradient;
    }

    void build() {
        values[0] = program.allocate(Layouts.image(size, network.input(), data_type.f32));
        for (int i = 0; i < built.length; i++) {
            forward(i, network.nodes().get(i));
        }
        program.enter("loss");
        int last = built.length;
        memory.desc plain =
                Layouts.image(size, network.nodes().get(last - 1).layer().output(), data_type.f32);
        outputs = program.reordered(values[last], plain);
        program.turnBack();
        outputsGradient = program.allocate(plain);
        gradients.get(origin[last]).add(new Gradient(outputsGradient, false));
        for (int i = last - 1; i >= 0; i--) {
            if (built[i] != null) {
                backward(i, network.nodes().get(i));
            }
        }
        program.finish(values[0], outputs, outputsGradient);
    }

    private void forward(int index, Node node) {
        int value = index + 1;
        int first = node.inputs().get(0);
        trainedBefore[value] = !node.frozen()
                && (hasParameters(node.layer()) || node.inputs().stream().anyMatch(input -> trainedBefore[input]));
        if (fusion.absorbed(node)) {
            values[value] = values[first];
            origin[value] = origin[first];
            return;
        }
        program.enter(node.layer().name());
        origin[value] = value;
        built[index] = layers.open(node, fusion.behind(index), fusion.readByLoss(index));
        values[value] = built[index].forward(
                node.inputs().stream().map(input -> values[input]).toList());
    }

    private void backward(int index, Node node) {
        List<Gradient> parts = gradients.get(index + 1);
        if (parts.isEmpty()) {
            // Nothing before it is trained, nor is it.
            return;
        }
        program.enter(node.layer().name());
        Gradient gradient = parts.size() == 1 ? parts.get(0) : sum(parts);
        List<Boolean> needed =
                node.inputs().stream().map(input -> trainedBefore[input]).toList();
        List<memory> results = built[index].backward(gradient, needed);
        for (int i = 0; i < results.size(); i++) {
            memory result = results.get(i);
            if (result != null) {
                boolean handedTwice = results.stream()
                                .filter(other -> other != null && program.sameBytes(other, result))
                                .count()
                        > 1;
                boolean shared = handedTwice || (gradient.shared() && program.sameBytes(result, gradient.memory()));
                gradients.get(origin[node.inputs().get(i)]).add(new Gradient(result, shared));
            }
        }
    }

    private Gradient sum(List<Gradient> parts) {
        float[] ones = new float[parts.size()];
        Arrays.fill(ones, 1);
        return new Gradient(
                OneDnnSum.sum(program, parts.stream().map(Gradient::memory).toList(), ones), false);
    }

    private static boolean hasParameters(LayerSpec layer) {
        return layer instanceof LayerSpec.Convolution
                || layer instanceof LayerSpec.Deconvolution
                || layer instanceof LayerSpec.Dense
                || layer instanceof LayerSpec.BatchNormalization;
    }
}
