package dev.convoy.driver.explain;

import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.LayerSpec.Dropout;
import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Collects the numbers of each image that a page holds, as they are computed. */
final class PageImages implements NetworkValues.Sink {
    private final Network network;
    private final float[] parameters;
    private final List<int[]> kept;
    private final List<Numbers> images = new ArrayList<>();

    private record Numbers(
            Map<Integer, String> maps,
            Map<Integer, String> vectors,
            Map<Integer, Rest> rests,
            Map<Integer, List<DenseUnit>> dense,
            Map<Integer, float[]> inputs) {}

    /** @param kept kept channels of each value */
    PageImages(Network network, float[] parameters, List<int[]> kept, int images) {
        this.network = network;
        this.parameters = parameters;
        this.kept = kept;
        for (int i = 0; i < images; i++) {
            this.images.add(
                    new Numbers(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new HashMap<>()));
        }
    }

    /** Returns the values that are needed, ascending. */
    List<Integer> wanted() {
        return IntStream.rangeClosed(1, network.nodes().size())
                .filter(value -> {
                    LayerSpec layer = network.nodes().get(value - 1).layer();
                    return PageBudget.isStored(layer) || layer.output().isVector() || hasRest(value, layer);
                })
                .boxed()
                .toList();
    }

    private boolean hasRest(int value, LayerSpec layer) {
        return !layer.output().isVector()
                && !(layer instanceof Reshape)
                && !(layer instanceof Dropout)
                && kept.get(value).length < layer.output().channels();
    }

    @Override
    public void value(int image, int value, float[] numbers, int at) {
        Node node = network.nodes().get(value - 1);
        Shape shape = node.layer().output();
        Numbers of = images.get(image);
        if (shape.isVector()) {
            float[] vector = Arrays.copyOfRange(numbers, at, at + shape.channels());
            of.inputs.put(value, vector);
            if (PageBudget.isVector(node.layer())) {
                of.vectors.put(value, Binary.of(vector));
            }
            if (node.layer() instanceof Dense dense) {
                boolean inner = value < network.nodes().size();
                of.dense.put(
                        value,
                        DenseUnit.strongest(
                                dense, parameters, of.inputs.get(node.inputs().get(0)), vector, inner));
            }
            return;
        }
        if (PageBudget.isStored(node.layer())) {
            of.maps.put(value, Binary.of(maps(shape, kept.get(value), numbers, at)));
        }
        if (hasRest(value, node.layer())) {
            of.rests.put(value, Rest.of(shape, kept.get(value), numbers, at));
        }
    }

    private static float[] maps(Shape shape, int[] channels, float[] numbers, int at) {
        int plane = shape.height() * shape.width();
        float[] maps = new float[channels.length * plane];
        for (int i = 0; i < channels.length; i++) {
            System.arraycopy(numbers, at + channels[i] * plane, maps, i * plane, plane);
        }
        return maps;
    }

    PageImage page(int index, NetworkImage image, List<Evidence> evidence) {
        Numbers of = images.get(index);
        int length = Math.toIntExact(network.input().size());
        return new PageImage(
                image.name(),
                image.label(),
                Binary.of(Arrays.copyOf(image.pixels(), length)),
                of.maps,
                of.vectors,
                of.rests,
                of.dense,
                evidence);
    }
}
