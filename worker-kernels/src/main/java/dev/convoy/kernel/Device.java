package dev.convoy.kernel;

/**
 * The device that a kernel may compute on: the CPU alone, or also one GPU. An engine for CPUs leaves a GPU idle.
 *
 * @param ordinal the number that CUDA gives the GPU in this process, from 0; -1 if there is no GPU
 */
public record Device(int ordinal) {
    /** The CPU only, even if the machine has a GPU. */
    public static final Device CPU = new Device(-1);

    public Device {
        if (ordinal < -1) {
            throw new IllegalArgumentException("a device must be a GPU's number from 0, or -1. Given: " + ordinal);
        }
    }

    public boolean isGpu() {
        return ordinal >= 0;
    }
}
