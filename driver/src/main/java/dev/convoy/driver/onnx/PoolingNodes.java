package dev.convoy.driver.onnx;

import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.LayerSpec.Pooling.Kind;
import dev.convoy.kernel.graph.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;

/** Pooling of images. */
final class PoolingNodes {
    private PoolingNodes() {}

    /** @throws InvalidInput if the format has no such pooling */
    static Value write(GraphWriter graph, Pooling layer, Value input) {
        Window window = layer.window();
        boolean dilated = window.dilationHeight() > 1 || window.dilationWidth() > 1;
        boolean padded = window.padTop() + window.padLeft() + window.padBottom() + window.padRight() > 0;
        boolean most = layer.kind() == Kind.MAX;
        if (window.padBottom() >= window.kernelHeight() || window.padRight() >= window.kernelWidth()) {
            throw refused(layer, "padding as large as its window");
        }
        List<String> operands = List.of(graph.image(layer, input).name());
        if (dilated && !most) {
            if (padded && layer.kind() == Kind.AVERAGE) {
                throw refused(layer, "an average over dilated taps that leaves the padding out");
            }
            return dilatedAverage(graph, layer, operands.get(0));
        }
        List<AttributeProto> attributes = new ArrayList<>(Attributes.kernelStridesPads(window));
        if (most) {
            attributes.add(Attributes.dilations(window));
            return graph.node(layer, "MaxPool", true, operands, attributes);
        }
        attributes.add(Attributes.of("count_include_pad", layer.kind() == Kind.AVERAGE_WITH_PADDING ? 1 : 0));
        return graph.node(layer, "AveragePool", true, operands, attributes);
    }

    /** A depthwise convolution of equal weights: {@code AveragePool} knows no dilation before opset 19. */
    private static Value dilatedAverage(GraphWriter graph, Pooling layer, String input) {
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
        return graph.node(layer, "Conv", true, List.of(input, shares), attributes);
    }

    private static InvalidInput refused(Pooling layer, String what) {
        return new InvalidInput(
                "a model must have layers that ONNX has operators for",
                "layer " + layer.name() + " with " + what,
                "Change the layer, or open the run's model.zip in Deeplearning4j.");
    }
}
