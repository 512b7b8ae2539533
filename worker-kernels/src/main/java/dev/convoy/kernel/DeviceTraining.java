package dev.convoy.kernel;

import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Training steps of a kernel that keeps the parameters on its GPU for a whole round, so that gradients and updates need
 * no copy between them. It is used by one thread at a time, in the order begin, step, …, step, end.
 */
public interface DeviceTraining {
    /**
     * Copies parameters and optimizer state to the GPU.
     *
     * @param parameters flattened, float32
     * @param states the optimizer state, flattened, float32; not read if it has no values
     * @param stateLength number of values in {@code states}
     */
    void begin(Pointer parameters, Pointer states, long stateLength);

    /**
     * Computes one gradient and one update; returns before the GPU has finished. The batch may be changed as soon as
     * this method returns.
     *
     * @param update the update of each segment; every step of a round has the same segments
     */
    void step(Batch batch, List<SegmentUpdate> update);

    /**
     * Waits for the GPU and copies parameters and optimizer state back.
     *
     * @return the sum of the losses of the round's examples, each with the parameters at the time of its minibatch
     */
    double end(Pointer parameters, Pointer states);
}
