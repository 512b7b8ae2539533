package dev.convoy.kernel.reference;

import dev.convoy.kernel.graph.LayerSpec.PadOrCrop;
import dev.convoy.kernel.graph.LayerSpec.Upsampling;
import dev.convoy.kernel.graph.Shape;
import java.util.function.IntUnaryOperator;

/** Layers whose outputs are copies of inputs: zero padding, cropping, upsampling. */
final class NaiveResampling {
    private static final int NOWHERE = -1;

    private NaiveResampling() {}

    /** {@code Y[y][x] = X[y − top][x − left]}, or 0 outside the input. */
    static IntUnaryOperator source(PadOrCrop layer) {
        return index -> source(layer.input(), layer.output(), index, y -> y - layer.top(), x -> x - layer.left());
    }

    /** {@code Y[y][x] = X[⌊y / rows⌋][⌊x / columns⌋]}. */
    static IntUnaryOperator source(Upsampling layer) {
        return index -> source(layer.input(), layer.output(), index, y -> y / layer.rows(), x -> x / layer.columns());
    }

    /** {@code Y[i] = X[source(i)]}, or 0 if there is no source. */
    static void forward(IntUnaryOperator source, double[] input, double[] output) {
        for (int i = 0; i < output.length; i++) {
            int from = source.applyAsInt(i);
            output[i] = from == NOWHERE ? 0 : input[from];
        }
    }

    /** {@code ∂L/∂X[source(i)] += ∂L/∂Y[i]}. */
    static void backward(IntUnaryOperator source, double[] delta, double[] inputDelta) {
        for (int i = 0; i < delta.length; i++) {
            int from = source.applyAsInt(i);
            if (from != NOWHERE) {
                inputDelta[from] += delta[i];
            }
        }
    }

    private static int source(Shape in, Shape out, int index, IntUnaryOperator rowOf, IntUnaryOperator columnOf) {
        int row = rowOf.applyAsInt(index / out.width() % out.height());
        int column = columnOf.applyAsInt(index % out.width());
        int plane = index / (out.height() * out.width());
        boolean inside = row >= 0 && row < in.height() && column >= 0 && column < in.width();
        return inside ? (plane * in.height() + row) * in.width() + column : NOWHERE;
    }
}
