package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;

/** Visits every (weight, input, output) that a convolution multiplies and adds, as indices into their arrays. */
final class Taps {
    private Taps() {}

    /** Handles one (weight, input, output). */
    interface Visitor {
        void visit(int weight, int input, int output);
    }

    /** Combines each channel of the output with each channel of its group of the input. */
    static void forEach(Convolution layer, int size, Visitor visitor) {
        int inputs = layer.input().channels() / layer.groups();
        int outputs = layer.output().channels() / layer.groups();
        for (int n = 0; n < size; n++) {
            for (int group = 0; group < layer.groups(); group++) {
                for (int o = 0; o < outputs; o++) {
                    for (int i = 0; i < inputs; i++) {
                        int inputPlane = n * layer.input().channels() + group * inputs + i;
                        int outputPlane = n * layer.output().channels() + group * outputs + o;
                        forEach(layer, group, o, i, inputPlane, outputPlane, visitor);
                    }
                }
            }
        }
    }

    /** Combines each position (y, x) with the weights (u, v) at {@code (y·s + u·d − p, x·s + v·d − p)}, if inside. */
    private static void forEach(
            Convolution layer, int group, int o, int i, int inputPlane, int outputPlane, Visitor visitor) {
        Window window = layer.window();
        Filter filter = layer.filter();
        Shape in = layer.input();
        Shape out = layer.output();
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                for (int u = 0; u < window.kernelHeight(); u++) {
                    for (int v = 0; v < window.kernelWidth(); v++) {
                        int row = y * window.strideHeight() + u * window.dilationHeight() - window.padTop();
                        int column = x * window.strideWidth() + v * window.dilationWidth() - window.padLeft();
                        if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                            visitor.visit(
                                    Math.toIntExact(filter.weight(group, o, i, u, v)),
                                    (inputPlane * in.height() + row) * in.width() + column,
                                    (outputPlane * out.height() + y) * out.width() + x);
                        }
                    }
                }
            }
        }
    }

    /** Sets {@code Y[n][o][y][x] = b[o]}, or 0 without a bias; the products are added to it. */
    static void fillWithBias(Filter filter, Shape out, double[] parameters, double[] output) {
        for (int i = 0; i < output.length; i++) {
            output[i] = filter.hasBias() ? parameters[bias(filter, out, i)] : 0;
        }
    }

    /** Adds {@code ∂L/∂b[o] = Σ_{n,y,x} ∂L/∂Y[n][o][y][x]}. */
    static void addBiasGradient(Filter filter, Shape out, double[] delta, double[] gradient) {
        for (int i = 0; filter.hasBias() && i < delta.length; i++) {
            gradient[bias(filter, out, i)] += delta[i];
        }
    }

    private static int bias(Filter filter, Shape out, int index) {
        int channel = index / (out.height() * out.width()) % out.channels();
        return Math.toIntExact(filter.biasOffset() + channel);
    }
}
