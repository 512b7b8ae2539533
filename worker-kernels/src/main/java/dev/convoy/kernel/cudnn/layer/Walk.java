package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Layer;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Fusion;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.ArrayList;
import java.util.List;

/** Builds a network's program: forward along the nodes, backward along them in reverse. */
final class Walk {
    private final Network network;
    private final Program program;
    private final Fusion fusion;
    private final DeferredBias biases;
    private final Layer[] built;
    private final Tensor[] values;
    /** The value that each value is another name of; itself for most. */
    private final int[] origin;
    /** Whether anything before a value has parameters that are not frozen. */
    private final boolean[] trainedBefore;

    private final List<List<Tensor>> gradients = new ArrayList<>();

    Walk(Network network, Program program) {
        this.network = network;
        this.program = program;
        this.fusion = new Fusion(network, ElementwiseFunction::rides);
        this.biases = new DeferredBias(network, fusion);
        int nodes = network.nodes().size();
        this.built = new Layer[nodes];
        this.values = new Tensor[nodes + 1];
        this.origin = new int[nodes + 1];
        this.trainedBefore = new boolean[nodes + 1];
        for (int value = 0; value <= nodes; value++) {
            gradients.add(new ArrayList<>());
        }
    }

    /** Returns the last value. */
    Tensor forward(Tensor images) {
        values[0] = images;
        for (int i = 0; i < built.length; i++) {
            forward(i, network.nodes().get(i));
        }
        return values[built.length];
    }

    /** @param gradient by the last value */
    void backward(Tensor gradient) {
        gradients.get(origin[built.length]).add(gradient);
        for (int i = built.length - 1; i >= 0; i--) {
            List<Tensor> parts = gradients.get(i + 1);
            // Without parts, nothing before it is trained, nor is it.
            if (built[i] != null && !parts.isEmpty()) {
                backward(i, parts.size() == 1 ? parts.get(0) : CombinationLayer.sum(program, parts, false));
            }
        }
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
        origin[value] = value;
        built[index] = LayerFactory.open(
                program, biases.rest(index), fusion.behind(index), fusion.readByLoss(index), biases.moved(index));
        values[value] = built[index].forward(
                node.inputs().stream().map(input -> values[input]).toList());
    }

    private void backward(int index, Tensor gradient) {
        List<Integer> inputs = network.nodes().get(index).inputs();
        List<Tensor> results = built[index].backward(
                gradient, inputs.stream().map(input -> trainedBefore[input]).toList());
        for (int i = 0; i < inputs.size(); i++) {
            if (results.get(i) != null) {
                gradients.get(origin[inputs.get(i)]).add(results.get(i));
            }
        }
    }

    private static boolean hasParameters(LayerSpec layer) {
        return layer instanceof LayerSpec.Convolution
                || layer instanceof LayerSpec.Deconvolution
                || layer instanceof LayerSpec.Dense
                || layer instanceof LayerSpec.BatchNormalization;
    }
}
