package dev.convoy.kernel.cudnn.device;

import java.util.OptionalLong;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;

/** The flattened parameters and their gradient on the GPU, float32. */
public final class ParameterVectors implements AutoCloseable {
    private final Gpu gpu;
    private final long bytes;
    private final long parameters;
    private final long gradient;

    /** @param length number of values in each */
    public ParameterVectors(Gpu gpu, long length) {
        this.gpu = gpu;
        this.bytes = length * Float.BYTES;
        this.parameters = gpu.allocate(bytes);
        try {
            this.gradient = gpu.allocate(bytes);
        } catch (CudaException e) {
            gpu.free(parameters);
            throw e;
        }
        // No layer writes the gradient of some parameters: it stays 0.
        gpu.clear(gradient, bytes);
    }

    public DeviceBuffer parameters(long offset) {
        return DeviceBuffer.at(parameters + offset * Float.BYTES);
    }

    public DeviceBuffer gradient(long offset) {
        return DeviceBuffer.at(gradient + offset * Float.BYTES);
    }

    /** Returns the parameter to which an address in one of the vectors belongs. */
    public OptionalLong offset(long address) {
        return Stream.of(parameters, gradient)
                .filter(vector -> address >= vector && address < vector + bytes)
                .mapToLong(vector -> (address - vector) / Float.BYTES)
                .findFirst();
    }

    public long length() {
        return bytes / Float.BYTES;
    }

    public void load(Pointer from) {
        gpu.copyIn(from, parameters, bytes);
    }

    public void storeGradient(Pointer to) {
        gpu.copyOut(gradient, to, bytes);
    }

    @Override
    public void close() {
        gpu.free(gradient);
        gpu.free(parameters);
    }
}
