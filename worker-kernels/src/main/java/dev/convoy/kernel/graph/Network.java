package dev.convoy.kernel.graph;

import java.util.List;

/**
 * A network that ends in softmax cross-entropy, as Convoy's own kernels compute it.
 *
 * @param input one example's shape
 * @param layers in order; the last one's output are the logits
 * @param parameters length of the flattened parameter vector
 */
public record Network(Shape input, List<LayerSpec> layers, long parameters) {
    /** Number of classes. */
    public int outputs() {
        return layers.get(layers.size() - 1).output().channels();
    }
}
