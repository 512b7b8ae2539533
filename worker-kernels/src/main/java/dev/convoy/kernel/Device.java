package dev.convoy.kernel;

/**
 * What a kernel may compute on: the CPU alone, or a GPU beside it. An engine for CPUs leaves a GPU idle.
 *
 * @param ordinal the number that CUDA gives the GPU in this process, from 0; -1 for none
 */
public record Device(int ordinal) {
    /** No GPU, whatever there may be in the machine. */
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
