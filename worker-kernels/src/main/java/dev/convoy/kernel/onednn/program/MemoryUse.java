package dev.convoy.kernel.onednn.program;

import java.util.Locale;

/**
 * What a compiled network holds beside parameters, gradient and updater state, in bytes. Without the Java heap, where
 * dropout, padding, upsampling, products and maxima keep copies of their values.
 *
 * @param arena the one buffer that everything lies in
 * @param weights in it between the forward and the backward pass: weights as oneDNN wants them
 * @param activations in it there: values, masks and indices that the backward pass needs
 * @param scratch what the greediest primitive needs while it runs
 */
public record MemoryUse(long arena, long weights, long activations, long scratch) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d bytes in one buffer; %,d of weights and %,d of activations wait in it for the backward pass;"
                        + " the greediest primitive takes %,d of scratch",
                arena,
                weights,
                activations,
                scratch);
    }
}
