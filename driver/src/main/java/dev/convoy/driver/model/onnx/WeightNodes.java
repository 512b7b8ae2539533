package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.Window;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.AttributeProto;

/** Writes layers with weights and perhaps a bias. */
final class WeightNodes {
    private WeightNodes() {}

    /** Writes {@code Conv} with weights {@code out × in of a group × height × width}. */
    static Value convolution(GraphWriter graph, Convolution layer, Value input) {
        int inputs = layer.input().channels() / layer.groups();
        int outputs = layer.output().channels() / layer.groups();
        Window window = layer.window();
        float[] weights = new float[layer.output().channels() * inputs * window.kernelHeight() * window.kernelWidth()];
        FloatBuffer to = FloatBuffer.wrap(weights);
        for (int group = 0; group < layer.groups(); group++) {
            for (int output = 0; output < outputs; output++) {
                for (int one = 0; one < inputs; one++) {
                    int[] channels = {group, output, one};
                    forEachTap(window, (row, column) -> to.put(weight(graph, layer.filter(), channels, row, column)));
                }
            }
        }
        List<String> operands = new ArrayList<>();
        operands.add(graph.image(layer, input).name());
        operands.add(graph.floats(
                layer,
                "weights",
                weights,
                layer.output().channels(),
                inputs,
                window.kernelHeight(),
                window.kernelWidth()));
        addBias(graph, layer, layer.filter().biasOffset(), operands);
        List<AttributeProto> attributes = new ArrayList<>(Attributes.kernelStridesPads(window));
        attributes.add(Attributes.dilations(window));
        attributes.add(Attributes.of("group", layer.groups()));
        return graph.node(layer, "Conv", true, operands, attributes);
    }

    /** Writes {@code ConvTranspose} with weights {@code in × out × height × width}. */
    static Value deconvolution(GraphWriter graph, Deconvolution layer, Value input) {
        int inputs = layer.input().channels();
        int outputs = layer.output().channels();
        Window window = layer.window();
        float[] weights = new float[inputs * outputs * window.kernelHeight() * window.kernelWidth()];
        FloatBuffer to = FloatBuffer.wrap(weights);
        for (int one = 0; one < inputs; one++) {
            for (int output = 0; output < outputs; output++) {
                int[] channels = {0, output, one};
                forEachTap(window, (row, column) -> to.put(weight(graph, layer.filter(), channels, row, column)));
            }
        }
        List<String> operands = new ArrayList<>();
        operands.add(graph.image(layer, input).name());
        operands.add(
                graph.floats(layer, "weights", weights, inputs, outputs, window.kernelHeight(), window.kernelWidth()));
        addBias(graph, layer, layer.filter().biasOffset(), operands);
        List<AttributeProto> attributes = new ArrayList<>(Attributes.kernelStridesPads(window));
        attributes.add(Attributes.dilations(window));
        attributes.add(Attributes.ofAll("output_padding", beyondHeight(layer), beyondWidth(layer)));
        return graph.node(layer, "ConvTranspose", true, operands, attributes);
    }

    /** Writes {@code Gemm} with weights {@code out × in}. */
    static Value dense(GraphWriter graph, Dense layer, Value input) {
        List<String> operands = new ArrayList<>();
        operands.add(graph.vector(layer, input).name());
        operands.add(graph.floats(
                layer,
                "weights",
                graph.parameters(layer.weightsOffset(), layer.weights()),
                layer.output().channels(),
                layer.input().size()));
        addBias(graph, layer, layer.biasOffset(), operands);
        return graph.node(layer, "Gemm", false, operands, Attributes.of("transB", 1));
    }

    private static void addBias(GraphWriter graph, LayerSpec layer, long offset, List<String> operands) {
        if (offset != Filter.NO_BIAS) {
            int outputs = layer.output().channels();
            operands.add(graph.floats(layer, "bias", graph.parameters(offset, outputs), outputs));
        }
    }

    private interface Tap {
        void at(int row, int column);
    }

    private static void forEachTap(Window window, Tap tap) {
        for (int row = 0; row < window.kernelHeight(); row++) {
            for (int column = 0; column < window.kernelWidth(); column++) {
                tap.at(row, column);
            }
        }
    }

    /** @param channels group, output channel and input channel in the group */
    private static float weight(GraphWriter graph, Filter filter, int[] channels, int row, int column) {
        return graph.parameter(filter.weight(channels[0], channels[1], channels[2], row, column));
    }

    /**
     * Returns the number of output rows that no tap reaches: "same" mode with a stride greater than the kernel has
     * some.
     */
    private static long beyondHeight(Deconvolution layer) {
        Window window = layer.window();
        int taps = (window.kernelHeight() - 1) * window.dilationHeight() + 1;
        int padding = window.padTop() + window.padBottom();
        return layer.output().height() + padding - taps - (layer.input().height() - 1L) * window.strideHeight();
    }

    private static long beyondWidth(Deconvolution layer) {
        Window window = layer.window();
        int taps = (window.kernelWidth() - 1) * window.dilationWidth() + 1;
        int padding = window.padLeft() + window.padRight();
        return layer.output().width() + padding - taps - (layer.input().width() - 1L) * window.strideWidth();
    }
}
