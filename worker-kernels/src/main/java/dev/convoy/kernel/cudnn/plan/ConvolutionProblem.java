package dev.convoy.kernel.cudnn.plan;

import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;

/**
 * One of the products of a convolution, described by everything that the choice of an engine depends on.
 *
 * @param size number of examples
 * @param input the convolution's input, one example; for {@link Kind#DATA} it is the result
 */
public record ConvolutionProblem(Kind kind, int size, Shape input, Shape output, Window window, int groups) {
    public enum Kind {
        /** {@code y = x ∗ w}. */
        FORWARD,
        /** {@code y = max(x ∗ w + b, 0)}. */
        FORWARD_BIAS_RELU,
        /** {@code ∂L/∂x} from {@code ∂L/∂y} and w. */
        DATA,
        /** {@code ∂L/∂w} from x and {@code ∂L/∂y}. */
        WEIGHTS
    }

    /** Returns the number of input channels that each output channel reads. */
    public int inputs() {
        return input.channels() / groups;
    }

    public long weights() {
        return (long) output.channels() * inputs() * window.kernelHeight() * window.kernelWidth();
    }
}
