package dev.convoy.driver.explain;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;

/** All values of a network for one image, computed by the reference engine. */
public final class ReferenceValues {
    private final ExplainedNetwork explained;
    private final float[] parameters;
    private final Map<Integer, float[]> values = new HashMap<>();

    public ReferenceValues(ExplainedNetwork explained, NetworkImage image) {
        this.explained = explained;
        this.parameters = explained.parameters().toFloats();
        Network network = explained.network();
        values.put(0, explained.features(image));
        List<Integer> all =
                IntStream.rangeClosed(1, network.nodes().size()).boxed().toList();
        try (FloatPointer pointer = new FloatPointer(parameters)) {
            new NetworkValues(KernelLookup.networkEngine("reference", Device.CPU), network, pointer)
                    .compute(List.of(values.get(0)), all, (n, value, numbers, at) -> {
                        int size = (int) shape(value).size();
                        values.put(value, Arrays.copyOfRange(numbers, at, at + size));
                    });
        }
    }

    public Network network() {
        return explained.network();
    }

    public Shape shape(int value) {
        return value == 0
                ? network().input()
                : network().nodes().get(value - 1).layer().output();
    }

    public double number(int value, int channel, int y, int x) {
        Shape shape = shape(value);
        return values.get(value)[(channel * shape.height() + y) * shape.width() + x];
    }

    /** The root of the mean square of a value, by which differences are judged: float32 sums have no smaller error. */
    public double size(int value) {
        double squares = 0;
        for (float number : values.get(value)) {
            squares += (double) number * number;
        }
        return Math.sqrt(squares / values.get(value).length);
    }

    /** The sum of the products of one input map of a convolution at a position. */
    public double products(int value, int output, int input, int y, int x) {
        Convolution layer = (Convolution) network().nodes().get(value - 1).layer();
        int source = network().nodes().get(value - 1).inputs().get(0);
        Window window = layer.window();
        int inputs = layer.input().channels() / layer.groups();
        int outputs = layer.output().channels() / layer.groups();
        double sum = 0;
        for (int u = 0; u < window.kernelHeight(); u++) {
            for (int v = 0; v < window.kernelWidth(); v++) {
                int row = y * window.strideHeight() + u * window.dilationHeight() - window.padTop();
                int column = x * window.strideWidth() + v * window.dilationWidth() - window.padLeft();
                if (row >= 0
                        && row < layer.input().height()
                        && column >= 0
                        && column < layer.input().width()) {
                    long at = layer.filter().weight(output / outputs, output % outputs, input % inputs, u, v);
                    sum += parameters[(int) at] * number(source, input, row, column);
                }
            }
        }
        return sum;
    }

    /** The input maps that a map of a convolution reads. */
    public int[] inputs(int value, int output) {
        Convolution layer = (Convolution) network().nodes().get(value - 1).layer();
        int size = layer.input().channels() / layer.groups();
        int group = output / (layer.output().channels() / layer.groups());
        return IntStream.range(group * size, (group + 1) * size).toArray();
    }
}
