package dev.convoy.kernel.cudnn.device;

import dev.convoy.base.InvalidInputException;
import java.util.Locale;

/**
 * What a minibatch takes of a GPU's memory.
 *
 * @param bytes in all
 * @param fixed of these, the bytes that do not grow with the minibatch
 * @param size examples
 */
public record MemoryDemand(long bytes, long fixed, int size) {
    /** What cuDNN and cuBLAS load for one network, about. */
    private static final long CODE = 256L << 20;

    /** How many examples {@code free} bytes hold; 0 if not even one. */
    public long fitting(long free) {
        long perExample = Math.max((bytes - fixed + size - 1) / size, 1);
        return Math.max((free - fixed) / perExample, 0);
    }

    /**
     * The same with the libraries' code, which they load when it is first used. It found no room in what the plan leaves of
     * {@code free} bytes; nobody says how much more it takes.
     */
    public MemoryDemand withCode(long free) {
        long code = Math.max(free - bytes, 0) + CODE;
        return new MemoryDemand(bytes + code, fixed + code, size);
    }

    public static InvalidInputException tooLarge(MemoryDemand demand, long free, Throwable cause) {
        long fits = demand.fitting(free);
        return new InvalidInputException(
                String.format(Locale.ROOT, "a minibatch's plan must fit into the GPU's free memory of %,d bytes", free),
                String.format(Locale.ROOT, "%,d bytes for train.batch-size=%d", demand.bytes, demand.size),
                fits > 0
                        ? "Take train.batch-size=" + fits + " or less, or kernel.precision=bfloat16."
                        : "Take a smaller model or another GPU: not even one example fits.",
                cause);
    }
}
