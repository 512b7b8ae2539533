package dev.convoy.kernel.graph;

import java.util.List;

/**
 * A checked graph of elementary layers, as Convoy's own kernels compute it. Values are numbered: 0 is the images, n + 1
 * is the output of node n; the loss reads the last node's value.
 *
 * @param input the shape of one example
 * @param nodes each node comes after all nodes that it reads
 * @param parameters length of the flattened parameter vector
 */
public record Network(Shape input, List<Node> nodes, Loss loss, long parameters) {
    /**
     * A layer and its inputs.
     *
     * @param inputs the numbers of the values that it reads, in the layer's order
     * @param frozen whether it computes in training as at test time and has no gradient, like everything before it
     */
    public record Node(LayerSpec layer, List<Integer> inputs, boolean frozen) {}

    /** Returns the number of values of the last node for one example. */
    public int outputs() {
        return nodes.get(nodes.size() - 1).layer().output().channels();
    }
}
