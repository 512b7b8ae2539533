package dev.convoy.kernel;

import java.util.Optional;
import org.bytedeco.javacpp.Pointer;

/**
 * The only thing that knows how a network is computed: {@code (parameters, batch) → (gradient, loss)}.
 *
 * <p>The parameter vector is Deeplearning4j's flattened one, in native memory, in the type that {@link
 * Precision#storage()} names. A kernel keeps caches between calls but no state: the same arguments give the same bits.
 * It is used by one thread at a time.
 */
public interface GradientKernel extends AutoCloseable {
    /**
     * One forward and one backward pass.
     *
     * @param parameters the flattened parameters, read only
     * @param batch the examples
     * @param gradient receives the <em>sum</em> over the examples of the gradient of their loss, in the layout of the
     *     parameters: Deeplearning4j's updater divides by the minibatch size. Without L1/L2 terms, which are the
     *     updater's as well.
     * @return the sum over the examples of their loss, without L1/L2 terms
     */
    double gradient(Pointer parameters, Batch batch, Pointer gradient);

    /**
     * One forward pass as at test time.
     *
     * @param outputs receives {@code batch.size() × outputs} activations of the output layer, row-major
     * @return the sum over the examples of their loss, without L1/L2 terms
     */
    double evaluate(Pointer parameters, Batch batch, float[] outputs);

    /** What keeps parameters where gradients are computed for the steps of a round, if the kernel can. */
    default Optional<DeviceTraining> training() {
        return Optional.empty();
    }

    /** Frees native memory. */
    @Override
    void close();
}
