package dev.convoy.kernel;

import java.util.Optional;
import org.bytedeco.javacpp.Pointer;

/**
 * Computes a network's gradient and loss: {@code (parameters, batch) → (gradient, loss)}. Nothing else knows how a
 * network is computed.
 *
 * <p>The parameter vector is Deeplearning4j's flattened one, in native memory, in the type that {@link
 * Precision#storage()} names. A kernel keeps caches between calls but no state: the same arguments give the same bits.
 * It is used by one thread at a time.
 */
public interface GradientKernel extends AutoCloseable {
    /**
     * Runs one forward and one backward pass.
     *
     * @param parameters the flattened parameters, read only
     * @param batch the examples
     * @param gradient receives the <em>sum</em> over the examples of the gradient of their loss, in the layout of the
     *     parameters: Deeplearning4j's updater divides by the minibatch size. It also adds L1/L2 terms, which are not
     *     included here.
     * @return the sum over the examples of their loss, without L1/L2 terms
     */
    double gradient(Pointer parameters, Batch batch, Pointer gradient);

    /**
     * Runs one forward pass as at test time.
     *
     * @param outputs receives {@code batch.size() × outputs} activations of the output layer, row-major
     * @return the sum over the examples of their loss, without L1/L2 terms
     */
    double evaluate(Pointer parameters, Batch batch, float[] outputs);

    /** Returns training steps that keep the parameters on the GPU for a round, if the kernel has them. */
    default Optional<DeviceTraining> training() {
        return Optional.empty();
    }

    /** Frees native memory. */
    @Override
    void close();
}
