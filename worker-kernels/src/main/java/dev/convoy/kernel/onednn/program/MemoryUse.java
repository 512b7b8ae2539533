package dev.convoy.kernel.onednn.program;

import java.util.Locale;

/**
 * The memory of a compiled network in addition to parameters, gradient and optimizer state, in bytes. It does not
 * include the Java heap, where dropout, padding, upsampling, products and maxima keep copies of their values.
 *
 * @param arena the one buffer that holds everything
 * @param weights the part of it that is in use between the forward and the backward pass for weights in oneDNN's layout
 * @param activations the part of it that is in use there for values, masks and indices that the backward pass needs
 * @param scratch what the primitive with the most scratch memory needs while it runs
 */
public record MemoryUse(long arena, long weights, long activations, long scratch) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d bytes in one buffer; %,d of weights and %,d of activations are kept in it for the backward pass;"
                        + " a primitive needs at most %,d of scratch",
                arena,
                weights,
                activations,
                scratch);
    }
}
