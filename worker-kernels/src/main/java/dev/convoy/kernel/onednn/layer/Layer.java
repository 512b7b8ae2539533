package dev.convoy.kernel.onednn.layer;

import java.util.Collections;
import java.util.List;
import org.bytedeco.dnnl.memory;

/** One layer's share of a program. Values have four dimensions, vectors too, in any layout. */
interface Layer {
    /** Appends the steps that turn {@code sources} into the value returned. */
    memory forward(List<memory> sources);

    /**
     * Appends the steps that turn the gradient by the layer's value into those by its parameters and by its sources.
     *
     * @param needed which sources' gradients anybody wants
     * @return a gradient for each source; null where it is not needed
     */
    List<memory> backward(Gradient gradient, List<Boolean> needed);

    /** A layer with one source. */
    interface Single extends Layer {
        memory forward(memory source);

        /** Returns the gradient by the source, or null if it is not needed. */
        memory backward(Gradient gradient, boolean needed);

        @Override
        default memory forward(List<memory> sources) {
            return forward(sources.get(0));
        }

        @Override
        default List<memory> backward(Gradient gradient, List<Boolean> needed) {
            return Collections.singletonList(backward(gradient, needed.get(0)));
        }
    }
}
