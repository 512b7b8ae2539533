package dev.convoy.driver.explain;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.Shape;
import java.util.List;

/**
 * How many images and maps fit into a page.
 *
 * @param images how many images
 * @param kept kept channels of each value
 */
record PageBudget(int images, List<int[]> kept) {
    /** Bytes for what grows with images and maps; the page may have 5 MB in all. */
    private static final long MAX_BYTES = 4_600_000;

    /** Bytes of a layer's description, and of the picture of the maps that are left out, which each image has. */
    private static final long NODE_BYTES = 250;

    private static final long REST_BYTES = 450;
    private static final long MAX_MAP_VALUES = 1 << 20;

    /** Of large maps, too; a single one is kept only if two do not fit. */
    private static final int MIN_MAPS = 2;

    /** Longest vector that a page holds. */
    static final int MAX_VECTOR = 4096;

    /**
     * Returns the most images, and for them the most maps.
     *
     * @param wanted most images
     */
    static PageBudget of(Network network, KeptMaps maps, int wanted) {
        for (int images = wanted; images > 0; images--) {
            for (int least = MIN_MAPS; least > 0; least--) {
                for (long mapValues = MAX_MAP_VALUES; mapValues > 0; mapValues = mapValues * 7 / 8) {
                    List<int[]> kept = maps.kept(mapValues, least);
                    if (bytes(network, kept, images) <= MAX_BYTES) {
                        return new PageBudget(images, kept);
                    }
                }
            }
        }
        throw new InvalidInputException(
                "one map of each convolution must fit into a page of 5 MB",
                "images of " + network.input(),
                "Explain a network for smaller images.");
    }

    private static long bytes(Network network, List<int[]> kept, int images) {
        long once = 0;
        long each = Binary.length(network.input().size() / Float.BYTES);
        for (int i = 0; i < network.nodes().size(); i++) {
            Node node = network.nodes().get(i);
            Shape shape = node.layer().output();
            int[] maps = kept.get(i + 1);
            once += NODE_BYTES;
            if (node.layer() instanceof Convolution layer) {
                long taps =
                        (long) layer.window().kernelHeight() * layer.window().kernelWidth();
                int[] inputs = kept.get(node.inputs().get(0));
                for (int output : maps) {
                    once += Binary.length(taps * NodeDetails.read(layer, output, inputs).length);
                }
            }
            if (isVector(node.layer())) {
                each += Binary.length(shape.channels());
            } else if (isStored(node.layer())) {
                each += Binary.length((long) maps.length * shape.height() * shape.width());
            }
            each += maps.length < shape.channels() ? REST_BYTES : 0;
        }
        return once + images * each;
    }

    /** Whether the page holds all numbers of the layer's value. */
    static boolean isVector(LayerSpec layer) {
        return layer.output().isVector() && layer.output().channels() <= MAX_VECTOR;
    }

    /** Whether the page holds the numbers of the layer's kept maps, because it cannot compute them from kept inputs. */
    static boolean isStored(LayerSpec layer) {
        boolean acrossChannels = layer instanceof LayerSpec.Activate activate
                && activate.activation().kind() == Activation.Kind.SOFTMAX;
        return !layer.output().isVector()
                && (acrossChannels
                        || layer instanceof Convolution
                        || layer instanceof LayerSpec.Concatenation
                        || layer instanceof LayerSpec.Deconvolution
                        || layer instanceof LayerSpec.LocalResponseNormalization
                        || layer instanceof LayerSpec.Reshape);
    }
}
