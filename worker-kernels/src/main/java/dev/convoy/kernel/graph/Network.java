package dev.convoy.kernel.graph;

import java.util.List;

/**
 * A checked graph of elementary layers, as Convoy's own kernels compute it. Values are numbered: 0 is the images, n + 1
 * what node n computes; the last node's value goes to the loss.
 *
 * @param input one example's shape
 * @param nodes each behind all that it reads
 * @param parameters length of the flattened parameter vector
 */
public record Network(Shape input, List<Node> nodes, Loss loss, long parameters) {
    /**
     * A layer and what it reads.
     *
     * @param inputs numbers of values, in the layer's order
     * @param frozen whether it computes in training as at test time and has no gradient; nor has anything before it
     */
    public record Node(LayerSpec layer, List<Integer> inputs, boolean frozen) {}

    /** Values of the last node for one example. */
    public int outputs() {
        return nodes.get(nodes.size() - 1).layer().output().channels();
    }
}
