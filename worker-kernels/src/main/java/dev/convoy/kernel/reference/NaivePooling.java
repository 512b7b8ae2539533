package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.LayerSpec.Pooling.Kind;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import java.util.ArrayList;
import java.util.List;

/** Max and average pooling of each channel. */
final class NaivePooling {
    private NaivePooling() {}

    /** {@code Y[y][x] = max} or {@code Σ / divisor} of the inputs under the window that lie inside the image. */
    static void forward(Pooling layer, double[] input, double[] output) {
        for (int i = 0; i < output.length; i++) {
            List<Integer> taps = taps(layer, i);
            output[i] = layer.kind() == Kind.MAX
                    ? input[greatest(taps, input)]
                    : taps.stream().mapToDouble(tap -> input[tap]).sum() / divisor(layer, taps);
        }
    }

    /**
     * For max, {@code ∂L/∂Y} is added to {@code ∂L/∂X} of the greatest input under the window (the first if several are
     * equal). For average, {@code ∂L/∂Y / divisor} is added to that of each input.
     */
    static void backward(Pooling layer, double[] input, double[] delta, double[] inputDelta) {
        for (int i = 0; i < delta.length; i++) {
            List<Integer> taps = taps(layer, i);
            if (layer.kind() == Kind.MAX) {
                inputDelta[greatest(taps, input)] += delta[i];
                continue;
            }
            for (int tap : taps) {
                inputDelta[tap] += delta[i] / divisor(layer, taps);
            }
        }
    }

    private static int divisor(Pooling layer, List<Integer> taps) {
        Window window = layer.window();
        return layer.kind() == Kind.AVERAGE ? taps.size() : window.kernelHeight() * window.kernelWidth();
    }

    private static int greatest(List<Integer> taps, double[] input) {
        int best = taps.get(0);
        for (int tap : taps) {
            best = input[tap] > input[best] ? tap : best;
        }
        return best;
    }

    /** Returns the indices of the inputs under the window of one output, in row-major order. */
    private static List<Integer> taps(Pooling layer, int output) {
        Window window = layer.window();
        Shape in = layer.input();
        Shape out = layer.output();
        int plane = output / (out.height() * out.width());
        int top = output / out.width() % out.height() * window.strideHeight() - window.padTop();
        int left = output % out.width() * window.strideWidth() - window.padLeft();
        List<Integer> taps = new ArrayList<>();
        for (int u = 0; u < window.kernelHeight(); u++) {
            for (int v = 0; v < window.kernelWidth(); v++) {
                int row = top + u * window.dilationHeight();
                int column = left + v * window.dilationWidth();
                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                    taps.add((plane * in.height() + row) * in.width() + column);
                }
            }
        }
        return taps;
    }
}
