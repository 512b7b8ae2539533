package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import org.bytedeco.javacpp.Pointer;

/** The flattened parameters and their gradient on the card, float32. */
final class ParameterVectors implements AutoCloseable {
    private final Gpu card;
    private final long bytes;
    private final long parameters;
    private final long gradient;

    /** @param length values in each */
    ParameterVectors(Gpu card, long length) {
        this.card = card;
        this.bytes = length * Float.BYTES;
        this.parameters = card.allocate(bytes);
        try {
            this.gradient = card.allocate(bytes);
        } catch (CudaException e) {
            card.free(parameters);
            throw e;
        }
    }

    DeviceBuffer parameters(long offset) {
        return DeviceBuffer.at(parameters + offset * Float.BYTES);
    }

    DeviceBuffer gradient(long offset) {
        return DeviceBuffer.at(gradient + offset * Float.BYTES);
    }

    void load(Pointer from) {
        card.copyIn(from, parameters, bytes);
    }

    void storeParameters(Pointer to) {
        card.copyOut(parameters, to, bytes);
    }

    void storeGradient(Pointer to) {
        card.copyOut(gradient, to, bytes);
    }

    /** What no layer writes has no gradient. */
    void clearGradient() {
        card.clear(gradient, bytes);
    }

    @Override
    public void close() {
        card.free(gradient);
        card.free(parameters);
    }
}
