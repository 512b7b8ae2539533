package dev.convoy.kernel.cudnn.device;

import dev.convoy.base.InvalidInputException;
import java.util.Locale;

/**
 * The GPU memory that a minibatch needs.
 *
 * @param bytes the total
 * @param fixed the part of it that does not grow with the minibatch
 * @param size number of examples
 */
public record MemoryDemand(long bytes, long fixed, int size) {
    /** The approximate size of the code that cuDNN and cuBLAS load for one network. */
    private static final long LIBRARY_CODE_BYTES = 256L << 20;

    /** Returns how many examples fit into {@code free} bytes; 0 if not even one does. */
    public long fitting(long free) {
        long perExample = Math.max((bytes - fixed + size - 1) / size, 1);
        return Math.max((free - fixed) / perExample, 0);
    }

    /**
     * Adds the libraries' code, which they load when it is first used. It did not fit into the memory that the plan
     * leaves of {@code free} bytes; how much more it needs is not known.
     */
    public MemoryDemand withCode(long free) {
        long code = Math.max(free - bytes, 0) + LIBRARY_CODE_BYTES;
        return new MemoryDemand(bytes + code, fixed + code, size);
    }

    public static InvalidInputException tooLarge(MemoryDemand demand, long free, Throwable cause) {
        long fits = demand.fitting(free);
        return new InvalidInputException(
                String.format(Locale.ROOT, "a minibatch's plan must fit into the GPU's free memory of %,d bytes", free),
                String.format(Locale.ROOT, "%,d bytes for train.batch-size=%d", demand.bytes, demand.size),
                fits > 0
                        ? "Use train.batch-size=" + fits + " or less, or kernel.precision=bfloat16."
                        : "Use a smaller model or another GPU: not even one example fits.",
                cause);
    }
}
