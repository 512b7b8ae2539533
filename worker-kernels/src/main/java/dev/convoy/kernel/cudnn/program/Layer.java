package dev.convoy.kernel.cudnn.program;

import java.util.Collections;
import java.util.List;

/** One layer's share of a program. What it is given it never writes to. */
interface Layer {
    /** Appends the steps that turn {@code sources} into the value returned. */
    Tensor forward(List<Tensor> sources);

    /**
     * Appends the steps that turn the gradient by the layer's value into those by its parameters and by its sources.
     *
     * @param needed which sources' gradients anybody wants
     * @return a gradient for each source; null where it is not needed
     */
    List<Tensor> backward(Tensor gradient, List<Boolean> needed);

    /** A layer with one source. */
    interface Single extends Layer {
        Tensor forward(Tensor source);

        /** Returns the gradient by the source, or null if it is not needed. */
        Tensor backward(Tensor gradient, boolean needed);

        @Override
        default Tensor forward(List<Tensor> sources) {
            return forward(sources.get(0));
        }

        @Override
        default List<Tensor> backward(Tensor gradient, List<Boolean> needed) {
            return Collections.singletonList(backward(gradient, needed.get(0)));
        }
    }
}
