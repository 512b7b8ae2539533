package dev.convoy.kernel.graph.compile;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compiles a network for an engine: forward along the nodes, then backward along them in reverse order.
 *
 * @param <V> a value of a minibatch, in the engine's memory
 * @param <G> the gradient of the loss by a value
 */
public final class GraphWalk<V, G> {
    private final Network network;
    private final Engine<V, G> engine;
    private final Fusion fusion;
    private final List<CompiledLayer<V, G>> built = new ArrayList<>();
    private final List<V> values = new ArrayList<>();
    /** For each value, the value whose memory it uses: itself, except after a fused activation function. */
    private final int[] origin;
    /** Whether any layer that leads to a value has parameters that are not frozen. */
    private final boolean[] trainedBefore;

    private final List<List<G>> gradients = new ArrayList<>();

    /** The parts of the walk that depend on the engine. */
    public interface Engine<V, G> {
        /**
         * @param index of the node
         * @param fused the activation function that the layer computes as well
         * @param last whether the loss reads the result
         */
        CompiledLayer<V, G> open(int index, Optional<Activation> fused, boolean last);

        /**
         * Returns the gradient that a layer passes on.
         *
         * @param result one of {@code results}
         * @param results of the layer's backward pass, one for each source, some of them null
         * @param from the gradient that the layer received
         */
        G gradient(V result, List<V> results, G from);

        /**
         * Appends the sum of several gradients.
         *
         * @param index of the node whose result they are the gradients of
         */
        G sum(int index, List<G> gradients);

        /** Says that the next steps belong to this layer. */
        void enter(LayerSpec layer);
    }

    /** @param fusion which activation functions the engine computes together with a layer */
    public GraphWalk(Network network, Fusion fusion, Engine<V, G> engine) {
        this.network = network;
        this.engine = engine;
        this.fusion = fusion;
        int nodes = network.nodes().size();
        this.origin = new int[nodes + 1];
        this.trainedBefore = new boolean[nodes + 1];
        for (int value = 0; value <= nodes; value++) {
            gradients.add(new ArrayList<>());
        }
    }

    /** Compiles the forward pass and returns the last value. */
    public V forward(V images) {
        values.add(images);
        for (int i = 0; i < network.nodes().size(); i++) {
            forward(i, network.nodes().get(i));
        }
        return values.get(values.size() - 1);
    }

    /** @param gradient the gradient by the last value */
    public void backward(G gradient) {
        if (trainedBefore[built.size()]) {
            gradients.get(origin[built.size()]).add(gradient);
        }
        for (int i = built.size() - 1; i >= 0; i--) {
            List<G> parts = gradients.get(i + 1);
            // If there are no parts, neither the layer nor anything before it is trained.
            if (built.get(i) != null && !parts.isEmpty()) {
                Node node = network.nodes().get(i);
                engine.enter(node.layer());
                backward(i, node, parts.size() == 1 ? parts.get(0) : engine.sum(i, parts));
            }
        }
    }

    private void forward(int index, Node node) {
        int value = index + 1;
        int first = node.inputs().get(0);
        trainedBefore[value] = !node.frozen()
                && (node.layer().hasParameters() || node.inputs().stream().anyMatch(input -> trainedBefore[input]));
        if (fusion.absorbed(node)) {
            built.add(null);
            values.add(values.get(first));
            origin[value] = origin[first];
            return;
        }
        engine.enter(node.layer());
        origin[value] = value;
        CompiledLayer<V, G> layer = engine.open(index, fusion.fused(index), fusion.readByLoss(index));
        built.add(layer);
        values.add(layer.forward(node.inputs().stream().map(values::get).toList()));
    }

    private void backward(int index, Node node, G gradient) {
        List<V> results = built.get(index)
                .backward(
                        gradient,
                        node.inputs().stream()
                                .map(input -> trainedBefore[input])
                                .toList());
        for (int i = 0; i < results.size(); i++) {
            V result = results.get(i);
            if (result != null) {
                gradients.get(origin[node.inputs().get(i)]).add(engine.gradient(result, results, gradient));
            }
        }
    }
}
