package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import java.util.List;

/** One launch, bound to its buffers once and run for every minibatch. */
interface Step extends AutoCloseable {
    /** Returns all buffers that it reads or writes. */
    List<DeviceBuffer> touches();

    /** Reads the buffers' addresses, which do not change from here on. */
    void bind();

    /** Puts the work into the GPU's stream and does not wait for it. */
    void run();

    @Override
    void close();
}
