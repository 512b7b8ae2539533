package dev.convoy.kernel;

import dev.convoy.base.FlatVector;
import java.util.List;

/**
 * Training steps of a kernel that keeps the parameters on its GPU for a whole round, so that gradients and updates need
 * no copy between them; and evaluation of many minibatches with parameters that are copied once. It is used by one
 * thread at a time, in the order begin, step, …, step, end, or load, evaluate, …, evaluate.
 */
public interface DeviceTraining {
    /**
     * Copies the parameters to the GPU. The optimizer state is copied while the first step's gradient is computed.
     *
     * @param parameters float32
     * @param states the optimizer state, float32
     */
    void begin(FlatVector parameters, FlatVector states);

    /**
     * Computes one gradient and one update; returns before the GPU has finished. The batch may be changed as soon as
     * this method returns.
     *
     * @param update the update of each segment; every step of a round has the same segments
     */
    void step(Batch batch, List<SegmentUpdate> update);

    /** Waits for the GPU and copies parameters and optimizer state back. */
    Trained end();

    /**
     * The result of a round.
     *
     * @param states the optimizer state
     * @param lossSum the sum of the losses of the round's examples, each with the parameters at the time of its
     *     minibatch
     */
    record Trained(FlatVector parameters, FlatVector states, double lossSum) {}

    /**
     * Copies the parameters to the GPU for the next calls of {@link #evaluate}.
     *
     * @param parameters float32
     */
    void load(FlatVector parameters);

    /** Runs one forward pass as {@link GradientKernel#evaluate} does, with the parameters that were loaded. */
    double evaluate(Batch batch, float[] outputs);
}
