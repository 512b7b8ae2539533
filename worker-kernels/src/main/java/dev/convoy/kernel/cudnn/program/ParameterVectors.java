package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.Gpu;
import org.bytedeco.javacpp.Pointer;

/** The flattened parameters and their gradient on the GPU, float32. */
final class ParameterVectors implements AutoCloseable {
    private final Gpu gpu;
    private final long bytes;
    private final long parameters;
    private final long gradient;

    /** @param length values in each */
    ParameterVectors(Gpu gpu, long length) {
        this.gpu = gpu;
        this.bytes = length * Float.BYTES;
        this.parameters = gpu.allocate(bytes);
        try {
            this.gradient = gpu.allocate(bytes);
        } catch (CudaException e) {
            gpu.free(parameters);
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
        gpu.copyIn(from, parameters, bytes);
    }

    void storeParameters(Pointer to) {
        gpu.copyOut(parameters, to, bytes);
    }

    void storeGradient(Pointer to) {
        gpu.copyOut(gradient, to, bytes);
    }

    /** What no layer writes has no gradient. */
    void clearGradient() {
        gpu.clear(gradient, bytes);
    }

    @Override
    public void close() {
        gpu.free(gradient);
        gpu.free(parameters);
    }
}
