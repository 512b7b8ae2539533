package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;

/** Convolution as cross-correlation, which is what the field calls convolution. */
final class NaiveConvolution {
    private NaiveConvolution() {}

    /**
     * {@code Z[n][o][y][x] = b[o] + Σ_{i,u,v} W[o][i][u][v] · X[n][i][y·s + u·d − p][x·s + v·d − p]}, where X is 0
     * outside the image.
     */
    static void forward(Convolution layer, int size, double[] input, double[] parameters, double[] output) {
        for (Taps taps = new Taps(layer, size); taps.hasOutput(); taps.nextOutput()) {
            double sum = layer.hasBias() ? parameters[taps.bias()] : 0;
            for (taps.rewind(); taps.hasTap(); taps.nextTap()) {
                sum += parameters[taps.weight()] * input[taps.input()];
            }
            output[taps.output()] = sum;
        }
    }

    /**
     * The chain rule as products, summed over every place a value was used: {@code ∂L/∂W = Σ ∂L/∂Z · ∂Z/∂W = Σ ∂L/∂Z ·
     * X}, {@code ∂L/∂X = Σ ∂L/∂Z · W}, {@code ∂L/∂b = Σ ∂L/∂Z}.
     */
    static void backward(
            Convolution layer,
            int size,
            double[] input,
            double[] delta,
            double[] parameters,
            double[] inputDelta,
            double[] gradient) {
        for (Taps taps = new Taps(layer, size); taps.hasOutput(); taps.nextOutput()) {
            double outer = delta[taps.output()];
            if (layer.hasBias()) {
                gradient[taps.bias()] += outer;
            }
            for (taps.rewind(); taps.hasTap(); taps.nextTap()) {
                gradient[taps.weight()] += outer * input[taps.input()];
                inputDelta[taps.input()] += outer * parameters[taps.weight()];
            }
        }
    }

    /** Visits each output, and for it each (weight, input) pair that lies inside the image. */
    private static final class Taps {
        private final Convolution layer;
        private final Window window;
        private final Shape in;
        private final Shape out;
        private final int outputs;
        private int output;
        private int channel;
        private int u;
        private int v;

        Taps(Convolution layer, int size) {
            this.layer = layer;
            this.window = layer.window();
            this.in = layer.input();
            this.out = layer.output();
            this.outputs = Math.toIntExact(size * out.size());
        }

        boolean hasOutput() {
            return output < outputs;
        }

        void nextOutput() {
            output++;
        }

        int output() {
            return output;
        }

        private int outputChannel() {
            return output / (out.height() * out.width()) % out.channels();
        }

        int bias() {
            return Math.toIntExact(layer.biasOffset() + outputChannel());
        }

        void rewind() {
            channel = 0;
            u = 0;
            v = -1;
            nextTap();
        }

        boolean hasTap() {
            return channel < in.channels();
        }

        void nextTap() {
            do {
                if (++v == window.kernelWidth()) {
                    v = 0;
                    if (++u == window.kernelHeight()) {
                        u = 0;
                        channel++;
                    }
                }
            } while (hasTap() && !inside());
        }

        private int row() {
            int y = output / out.width() % out.height();
            return y * window.strideHeight() + u * window.dilationHeight() - window.padTop();
        }

        private int column() {
            int x = output % out.width();
            return x * window.strideWidth() + v * window.dilationWidth() - window.padLeft();
        }

        private boolean inside() {
            return row() >= 0 && row() < in.height() && column() >= 0 && column() < in.width();
        }

        int weight() {
            int filter = outputChannel() * in.channels() + channel;
            return Math.toIntExact(
                    layer.weightsOffset() + ((long) filter * window.kernelHeight() + u) * window.kernelWidth() + v);
        }

        int input() {
            int example = Math.toIntExact(output / out.size());
            return ((example * in.channels() + channel) * in.height() + row()) * in.width() + column();
        }
    }
}
