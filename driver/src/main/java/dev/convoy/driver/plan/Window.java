package dev.convoy.driver.plan;

import java.math.BigInteger;

/**
 * A run of one worker's examples that are shuffled among themselves: a part of the line that an epoch's shards form.
 *
 * @param number its number among the worker's windows, from 0
 * @param start position of its first example in the line
 * @param size number of examples
 */
public record Window(long number, long start, long size) {
    private static final int LEAST_SHARDS = 10;

    /**
     * Returns how many shards a window has, for {@link Plan#windowShards}: as many as have {@code windowBytes} on
     * average, at least ten. So data of at most {@code windowBytes} are one window.
     *
     * @param totalBytes size of all shards
     * @param shards number of all shards, at least 1
     */
    public static int shards(long totalBytes, int shards, long windowBytes) {
        // The product may be more than a long.
        BigInteger total = BigInteger.valueOf(Math.max(1, totalBytes));
        BigInteger needed = BigInteger.valueOf(windowBytes)
                .multiply(BigInteger.valueOf(shards))
                .add(total.subtract(BigInteger.ONE))
                .divide(total);
        return Math.max(
                LEAST_SHARDS, needed.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue());
    }

    /** Position in the line after its last example. */
    long end() {
        return start + size;
    }
}
