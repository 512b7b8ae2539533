package dev.convoy.kernel.cudnn.device;

import dev.convoy.kernel.GpuLostError;
import java.util.Set;

/** A call to CUDA, cuDNN or cuBLAS that failed, while the next may succeed; otherwise it is a {@link GpuLostError}. */
public final class CudaException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Out of memory, in CUDA's numbers; the runtime and the driver use the same number. */
    public static final int OUT_OF_MEMORY = 2;

    /** Out of GPU memory, in cuDNN's numbers; the next constant is cuBLAS's. */
    private static final int DNN_OUT_OF_MEMORY = 4004;

    private static final int BLAS_OUT_OF_MEMORY = 3;

    /**
     * Permanent errors, in CUDA's numbers: uncorrectable memory errors, contained or not, illegal addresses and
     * instructions, time-outs, asserts, failures of the launch or the hardware, an MPS server that ended its client,
     * and "unknown".
     */
    private static final Set<Integer> LASTING =
            Set.of(214, 220, 226, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721, 810, 999);

    /** The first of cuDNN's numbers for bad parameters; those for unsupported operations follow. */
    private static final int BAD_PARAMETER = 2000;

    private static final int NEXT_KIND = 4000;

    /** CUDA's number, or a library's number negated. */
    private final int status;

    private CudaException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * @param meaning the status in the library's words
     * @throws GpuLostError instead if the process's context on the GPU is lost
     */
    public static CudaException ofCuda(int status, String meaning, String doing) {
        String message = doing + " failed: CUDA error " + status + ", " + meaning;
        if (lasts(status)) {
            throw new GpuLostError(message + ". This process cannot use the GPU any more; another can");
        }
        return new CudaException(status, message);
    }

    public static CudaException ofLibrary(String library, int status, String meaning, String doing) {
        return new CudaException(-status, doing + " failed: " + library + " status " + status + ", " + meaning);
    }

    public boolean isOutOfMemory() {
        return status == OUT_OF_MEMORY || status == -DNN_OUT_OF_MEMORY || status == -BLAS_OUT_OF_MEMORY;
    }

    /** Whether cuDNN only says that it does not know the operation: a parameter is out of range, or not supported. */
    public boolean isUnknownOperation() {
        return status <= -BAD_PARAMETER && status > -NEXT_KIND;
    }

    /** Whether the process's context on the GPU is lost. */
    static boolean lasts(int status) {
        return LASTING.contains(status);
    }
}
