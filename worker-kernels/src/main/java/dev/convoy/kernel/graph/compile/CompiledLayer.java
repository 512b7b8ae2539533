package dev.convoy.kernel.graph.compile;

import java.util.Collections;
import java.util.List;

/**
 * One layer's part of an engine's program. It never writes to the values that it is given.
 *
 * @param <V> a value of a minibatch, in the engine's memory
 * @param <G> the gradient of the loss by a value
 */
public interface CompiledLayer<V, G> {
    /** Appends the steps that turn {@code sources} into the value returned. */
    V forward(List<V> sources);

    /**
     * Appends the steps that turn the gradient by the layer's value into those by its parameters and by its sources.
     *
     * @param needed for each source, whether its gradient is needed
     * @return a gradient for each source; null where it is not needed
     */
    List<V> backward(G gradient, List<Boolean> needed);

    /** A layer with one source. */
    interface Single<V, G> extends CompiledLayer<V, G> {
        V forward(V source);

        /** Returns the gradient by the source, or null if it is not needed. */
        V backward(G gradient, boolean needed);

        @Override
        default V forward(List<V> sources) {
            return forward(sources.get(0));
        }

        @Override
        default List<V> backward(G gradient, List<Boolean> needed) {
            return Collections.singletonList(backward(gradient, needed.get(0)));
        }
    }
}
