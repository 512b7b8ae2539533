package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.LostCard;
import java.util.Set;

/** A call to CUDA, cuDNN or cuBLAS that failed; the next may succeed, or else it is a {@link LostCard}. */
final class CudaFailure extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Out of memory, in CUDA's numbers: the runtime's and the driver's agree from here on. */
    static final int OUT_OF_MEMORY = 2;

    /**
     * An uncorrectable memory error, illegal addresses and instructions, time-outs, asserts, failures of the launch or the
     * hardware, and "unknown".
     */
    private static final Set<Integer> LASTING = Set.of(214, 220, 700, 702, 710, 714, 715, 716, 717, 718, 719, 721, 999);

    private final int status;

    private CudaFailure(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * @param meaning of the status in the library's words
     * @throws LostCard instead if the process's context on the card is lost
     */
    static CudaFailure ofCuda(int status, String meaning, String doing) {
        String message = doing + " failed: CUDA error " + status + ", " + meaning;
        if (lasts(status)) {
            throw new LostCard(message + ". This process cannot use the card any more; another can");
        }
        return new CudaFailure(status, message);
    }

    static CudaFailure ofLibrary(String library, int status, String meaning, String doing) {
        return new CudaFailure(-1, doing + " failed: " + library + " status " + status + ", " + meaning);
    }

    boolean isOutOfMemory() {
        return status == OUT_OF_MEMORY;
    }

    /** Whether the process's context on the card is lost. */
    static boolean lasts(int status) {
        return LASTING.contains(status);
    }
}
