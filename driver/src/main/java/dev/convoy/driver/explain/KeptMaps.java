package dev.convoy.driver.explain;

import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Concatenation;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses the maps of each value that a page keeps: the strongest. Layers that compute each channel for itself, and sums
 * of several values, keep the same channels as their inputs, so that every number of a kept map can be followed.
 */
final class KeptMaps {
    private static final int MAX_KEPT = 32;

    private final Network network;
    /** For each value, the least value whose channels are the same ones. */
    private final int[] group;
    /** For each group, the mean absolute activation of each channel in the group's last value. */
    private final Map<Integer, double[]> strengths = new HashMap<>();

    KeptMaps(Network network) {
        this.network = network;
        this.group = IntStream.rangeClosed(0, network.nodes().size()).toArray();
        for (int value = 1; value < group.length; value++) {
            Node node = network.nodes().get(value - 1);
            if (keepsChannels(node.layer())) {
                for (int input : node.inputs()) {
                    join(value, input);
                }
            }
        }
    }

    private void join(int value, int input) {
        int first = Math.min(group[value], group[input]);
        int second = Math.max(group[value], group[input]);
        for (int i = 0; i < group.length; i++) {
            group[i] = group[i] == second ? first : group[i];
        }
    }

    private static boolean keepsChannels(LayerSpec layer) {
        boolean depthwise = layer instanceof Convolution convolution
                && convolution.groups() == convolution.input().channels()
                && convolution.output().channels() == convolution.groups();
        return depthwise
                || !(layer instanceof Convolution
                        || layer instanceof Deconvolution
                        || layer instanceof Dense
                        || layer instanceof Reshape
                        || layer instanceof Concatenation);
    }

    /** Returns the values whose strength decides, ascending: the last of each group. */
    List<Integer> deciding() {
        return IntStream.range(1, group.length)
                .filter(value -> group[value] != 0 && last(group[value]) == value)
                .boxed()
                .toList();
    }

    private int last(int wanted) {
        return IntStream.range(0, group.length)
                .filter(value -> group[value] == wanted)
                .max()
                .orElseThrow();
    }

    /** Adds the activations of one image to the strength of the group. */
    void add(int value, float[] numbers, int at) {
        Shape shape = shape(value);
        double[] sums = strengths.computeIfAbsent(group[value], key -> new double[shape.channels()]);
        int plane = shape.height() * shape.width();
        for (int i = 0; i < shape.size(); i++) {
            sums[i / plane] += Math.abs(numbers[at + i]);
        }
    }

    /**
     * Returns the kept channels of each value, strongest first; of the image, all.
     *
     * @param mapValues numbers of the kept maps of one value, at most
     * @param least how many maps are kept even if they have more numbers
     */
    List<int[]> kept(long mapValues, int least) {
        List<int[]> kept = new ArrayList<>();
        for (int value = 0; value < group.length; value++) {
            kept.add(kept(value, mapValues, least, kept));
        }
        return kept;
    }

    private int[] kept(int value, long mapValues, int least, List<int[]> before) {
        if (group[value] == 0) {
            return IntStream.range(0, shape(value).channels()).toArray();
        }
        if (value != group[value]) {
            return before.get(group[value]);
        }
        double[] strength = strengths.get(value);
        long plane = IntStream.range(value, group.length)
                .filter(other -> group[other] == value)
                .mapToLong(other -> (long) shape(other).height() * shape(other).width())
                .max()
                .orElseThrow();
        long count = Math.max(least, Math.min(MAX_KEPT, mapValues / plane));
        return IntStream.range(0, strength.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer c) -> -strength[c]).thenComparing(c -> c))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private Shape shape(int value) {
        return value == 0
                ? network.input()
                : network.nodes().get(value - 1).layer().output();
    }
}
