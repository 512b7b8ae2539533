package dev.convoy.driver.explain;

import dev.convoy.driver.explain.Evidence.Grid;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;

/** Finds a network's outputs for images, and the pixels that they depend on. */
final class EvidenceSearch {
    /** Multiplications that covering parts of all images may take: a few seconds' work. */
    private static final double OCCLUSION_MULTIPLICATIONS = 2.5e11;

    private static final int BATCH_SIZE = 16;
    private static final int MIN_SIDE = 4;
    private static final int MAX_SIDE = 8;

    private final NetworkKernelProvider engine;
    private final ExplainedNetwork explained;
    private final Network network;

    EvidenceSearch(NetworkKernelProvider engine, ExplainedNetwork explained) {
        this.engine = engine;
        this.explained = explained;
        this.network = explained.network();
    }

    /** Returns the outputs for each image. */
    List<float[]> outputs(List<float[]> features) {
        int classes = network.outputs();
        int size = Math.toIntExact(network.input().size());
        List<float[]> all = new ArrayList<>();
        try (GradientKernel kernel = engine.open(ProbeNetwork.frozen(network), Precision.FLOAT32);
                FloatPointer parameters =
                        new FloatPointer(explained.parameters().toFloats())) {
            for (int from = 0; from < features.size(); from += BATCH_SIZE) {
                int count = Math.min(BATCH_SIZE, features.size() - from);
                float[] together = new float[count * size];
                for (int i = 0; i < count; i++) {
                    System.arraycopy(features.get(from + i), 0, together, i * size, size);
                }
                float[] outputs = new float[count * classes];
                kernel.evaluate(parameters, new Batch(count, together, new float[outputs.length], 0), outputs);
                for (int i = 0; i < count; i++) {
                    all.add(Arrays.copyOfRange(outputs, i * classes, (i + 1) * classes));
                }
            }
        }
        return all;
    }

    /** Returns the evidence for each image. */
    List<Evidence> evidence(List<float[]> features) {
        List<float[]> outputs = outputs(features);
        List<Grid> cams = gradCams(features, outputs);
        List<Grid> falls = occlusions(features, outputs);
        return IntStream.range(0, features.size())
                .mapToObj(i -> new Evidence(list(outputs.get(i)), greatest(outputs.get(i)), cams.get(i), falls.get(i)))
                .toList();
    }

    private List<Grid> occlusions(List<float[]> features, List<float[]> outputs) {
        int side = side(features.size());
        int cells = side * side;
        List<float[]> covered = new ArrayList<>();
        for (float[] image : features) {
            IntStream.range(0, cells).forEach(cell -> covered.add(covered(image, cell / side, cell % side, side)));
        }
        List<float[]> after = outputs(covered);
        List<Grid> all = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            int predicted = greatest(outputs.get(i));
            Grid falls = new Grid(side, side, new float[cells]);
            for (int cell = 0; cell < cells; cell++) {
                falls.values()[cell] = outputs.get(i)[predicted] - after.get(i * cells + cell)[predicted];
            }
            all.add(falls);
        }
        return all;
    }

    private List<Grid> gradCams(List<float[]> features, List<float[]> outputs) {
        OptionalInt maps = mapsOfLastConvolution();
        Grid[] cams = new Grid[features.size()];
        if (maps.isEmpty()) {
            return Arrays.asList(cams);
        }
        int value = maps.getAsInt();
        Shape shape = network.nodes().get(value - 1).layer().output();
        try (ChannelWeights weights = new ChannelWeights(engine, network, explained.parameters(), value);
                FloatPointer parameters =
                        new FloatPointer(explained.parameters().toFloats())) {
            new NetworkValues(engine, network, parameters)
                    .compute(features, List.of(value), (image, number, activations, at) -> {
                        float[] alpha = weights.of(features.get(image), greatest(outputs.get(image)));
                        cams[image] = weighted(shape, alpha, activations, at);
                    });
        }
        return Arrays.asList(cams);
    }

    /** Returns {@code max(Σ_c α[c] · A[c], 0)}. */
    private static Grid weighted(Shape shape, float[] alpha, float[] activations, int at) {
        int plane = shape.height() * shape.width();
        Grid cam = new Grid(shape.height(), shape.width(), new float[plane]);
        for (int i = 0; i < plane; i++) {
            double sum = 0;
            for (int c = 0; c < shape.channels(); c++) {
                sum += (double) alpha[c] * activations[at + c * plane + i];
            }
            cam.values()[i] = (float) Math.max(sum, 0);
        }
        return cam;
    }

    /** Returns the value of the last convolution that sees positions, after its normalization, sum and activation. */
    private OptionalInt mapsOfLastConvolution() {
        int value = 0;
        for (int i = 0; i < network.nodes().size(); i++) {
            LayerSpec layer = network.nodes().get(i).layer();
            boolean follows = value > 0
                    && network.nodes().get(i).inputs().contains(value)
                    && (layer instanceof LayerSpec.BatchNormalization
                            || layer instanceof LayerSpec.Activate
                            || layer instanceof LayerSpec.ElementWise);
            if (!layer.output().isVector() && (follows || layer instanceof LayerSpec.Convolution)) {
                value = i + 1;
            }
        }
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** Covers a cell of the grid with the mean colour of the image. */
    private float[] covered(float[] features, int row, int column, int side) {
        Shape shape = network.input();
        float[] covered = features.clone();
        int plane = shape.height() * shape.width();
        for (int c = 0; c < shape.channels(); c++) {
            int from = c * plane;
            double mean = IntStream.range(from, from + plane)
                    .mapToDouble(i -> features[i])
                    .average()
                    .orElse(0);
            for (int y = row * shape.height() / side; y < (row + 1) * shape.height() / side; y++) {
                int start = from + y * shape.width();
                Arrays.fill(
                        covered,
                        start + column * shape.width() / side,
                        start + (column + 1) * shape.width() / side,
                        (float) mean);
            }
        }
        return covered;
    }

    /** Returns the side of the grid: smaller for larger networks, the same for the same network. */
    private int side(int images) {
        double cells = OCCLUSION_MULTIPLICATIONS / (multiplications() * images);
        return (int) Math.max(MIN_SIDE, Math.min(MAX_SIDE, Math.sqrt(cells)));
    }

    private double multiplications() {
        double sum = 0;
        for (Network.Node node : network.nodes()) {
            if (node.layer() instanceof LayerSpec.Convolution layer) {
                Window window = layer.window();
                sum += (double) layer.output().size()
                        * layer.input().channels()
                        * window.kernelHeight()
                        * window.kernelWidth()
                        / layer.groups();
            } else if (node.layer() instanceof LayerSpec.Dense layer) {
                sum += layer.weights();
            }
        }
        return Math.max(sum, 1);
    }

    static int greatest(float[] outputs) {
        int best = 0;
        for (int k = 1; k < outputs.length; k++) {
            best = outputs[k] > outputs[best] ? k : best;
        }
        return best;
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
