package dev.convoy.kernel;

/**
 * A GPU failed permanently: every later call of this process to it fails, and only another process can use it. It is an
 * error of the virtual machine, because Spark ends an executor on such errors and runs its tasks again in a new one.
 */
public final class GpuLostError extends InternalError {
    private static final long serialVersionUID = 1L;

    /** @param message the failure, on one line */
    public GpuLostError(String message) {
        super(message);
    }
}
