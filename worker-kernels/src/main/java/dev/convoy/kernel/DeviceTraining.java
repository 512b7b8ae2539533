package dev.convoy.kernel;

import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * What a kernel offers whose parameters can stay on its GPU for the steps of a round: gradients and updates without a
 * copy between them. Used by one thread at a time, in the order begin, step, …, step, end.
 */
public interface DeviceTraining {
    /**
     * Copies to the GPU.
     *
     * @param parameters flattened, float32
     * @param states the updater's, flattened, float32; not looked at if there are none
     * @param stateLength how many values these are
     */
    void begin(Pointer parameters, Pointer states, long stateLength);

    /**
     * One gradient and one update; returns before the GPU is done. The batch may be changed as soon as it returns.
     *
     * @param update of each segment; the same segments in each step of a round
     */
    void step(Batch batch, List<SegmentUpdate> update);

    /**
     * Waits for the GPU and copies back.
     *
     * @return the sum over the round's examples of their loss, each as it was when its minibatch came
     */
    double end(Pointer parameters, Pointer states);
}
