package dev.convoy.kernel;

/**
 * A GPU failed in a way that stays: whatever this process asks of it fails from now on, and only another process can use
 * it. An error of the virtual machine to Spark, which ends an executor on those and runs its tasks again in a new one.
 */
public final class GpuLostError extends InternalError {
    private static final long serialVersionUID = 1L;

    /** @param message what failed, on one line */
    public GpuLostError(String message) {
        super(message);
    }
}
