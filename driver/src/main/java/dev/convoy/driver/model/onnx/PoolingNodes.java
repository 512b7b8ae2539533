package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.LayerSpec.Pooling.Kind;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import onnx.Onnx.AttributeProto;

/** Writes pooling of images. */
final class PoolingNodes {
    private PoolingNodes() {}

    static Value write(GraphWriter graph, Pooling layer, Value input) {
        Window window = layer.window();
        Value image = graph.image(layer, input);
        if (layer.kind() == Kind.MAX) {
            return greatest(graph, layer, image);
        }
        if (window.dilationHeight() > 1 || window.dilationWidth() > 1) {
            return dilatedAverage(graph, layer, image);
        }
        List<AttributeProto> attributes = new ArrayList<>(Attributes.kernelStridesPads(window));
        attributes.add(Attributes.of("count_include_pad", layer.kind() == Kind.AVERAGE_WITH_PADDING ? 1 : 0));
        return graph.node(layer, "AveragePool", true, List.of(image.name()), attributes);
    }

    /**
     * Writes max pooling. Padding as large as the window, which dilation may need, is a separate node, because {@code
     * MaxPool} does not allow it.
     */
    private static Value greatest(GraphWriter graph, Pooling layer, Value image) {
        Window window = layer.window();
        Value padded = image;
        if (window.padBottom() >= window.kernelHeight() || window.padRight() >= window.kernelWidth()) {
            padded = graph.pad(
                    layer,
                    image,
                    Float.NEGATIVE_INFINITY,
                    window.padTop(),
                    window.padLeft(),
                    window.padBottom(),
                    window.padRight());
            window = window.withoutPadding();
        }
        List<AttributeProto> attributes = new ArrayList<>(Attributes.kernelStridesPads(window));
        attributes.add(Attributes.dilations(window));
        return graph.node(layer, "MaxPool", true, List.of(padded.name()), attributes);
    }

    /** Writes a depthwise convolution of equal weights, because {@code AveragePool} has no dilation before opset 19. */
    private static Value dilatedAverage(GraphWriter graph, Pooling layer, Value image) {
        Window window = layer.window();
        int channels = layer.output().channels();
        int taps = window.kernelHeight() * window.kernelWidth();
        float[] weights = new float[channels * taps];
        Arrays.fill(weights, 1f / taps);
        List<AttributeProto> attributes = new ArrayList<>(Attributes.kernelStridesPads(window));
        attributes.add(Attributes.dilations(window));
        attributes.add(Attributes.of("group", channels));
        String shares =
                graph.floats(layer, "shares", weights, channels, 1, window.kernelHeight(), window.kernelWidth());
        Value average = graph.node(layer, "Conv", true, List.of(image.name(), shares), attributes);
        if (layer.kind() == Kind.AVERAGE_WITH_PADDING) {
            return average;
        }
        Shape out = layer.output();
        String scales = graph.floats(layer, "scales", scales(layer), 1, 1, out.height(), out.width());
        return graph.node(layer, "Mul", true, List.of(average.name(), scales));
    }

    /** Returns, for each position of the output, the number of all taps divided by the number inside the image. */
    private static float[] scales(Pooling layer) {
        Window window = layer.window();
        Shape in = layer.input();
        Shape out = layer.output();
        float[] scales = new float[out.height() * out.width()];
        for (int row = 0; row < out.height(); row++) {
            int top = row * window.strideHeight() - window.padTop();
            float rows = share(top, window.kernelHeight(), window.dilationHeight(), in.height());
            for (int column = 0; column < out.width(); column++) {
                int left = column * window.strideWidth() - window.padLeft();
                float columns = share(left, window.kernelWidth(), window.dilationWidth(), in.width());
                scales[row * out.width() + column] = 1 / (rows * columns);
            }
        }
        return scales;
    }

    private static float share(int first, int taps, int dilation, int size) {
        long inside = IntStream.range(0, taps)
                .map(tap -> first + tap * dilation)
                .filter(at -> at >= 0 && at < size)
                .count();
        return (float) inside / taps;
    }
}
