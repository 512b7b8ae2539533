package dev.convoy.worker;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/**
 * The place of a layer's trained parameters in the flattened vector; running means and variances do not belong to them.
 *
 * @param from index of the first
 * @param to index after the last
 */
public record LayerRange(String name, int from, int to) {
    /** Returns the ranges of a model's layers that are trained, in the order of its parameters. */
    public static List<LayerRange> of(Model model) {
        return model.layers().stream()
                .filter(layer -> !layer.frozen())
                .map(LayerRange::of)
                .filter(range -> range.from < range.to)
                .toList();
    }

    private static LayerRange of(LayerInfo layer) {
        long statistics =
                layer.definition() instanceof BatchNormalization normalization ? 2 * normalization.getNOut() : 0;
        long from = layer.parameterOffset();
        return new LayerRange(
                layer.name(), Math.toIntExact(from), Math.toIntExact(from + layer.parameters() - statistics));
    }

    /** Returns the Euclidean norm of this range of a vector. */
    public double norm(FlatVector vector) {
        return distance(vector, null);
    }

    /** Returns the Euclidean norm of the difference of two vectors in this range. */
    public double distance(FlatVector vector, FlatVector other) {
        double[] one = new double[FlatVector.CHUNK];
        double[] two = new double[FlatVector.CHUNK];
        double sum = 0;
        for (int at = from; at < to; at += FlatVector.CHUNK) {
            int count = Math.min(vector.read(at, one), to - at);
            if (other != null) {
                other.read(at, two);
            }
            for (int i = 0; i < count; i++) {
                sum += (one[i] - two[i]) * (one[i] - two[i]);
            }
        }
        return Math.sqrt(sum);
    }
}
