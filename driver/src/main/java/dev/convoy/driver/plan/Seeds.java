package dev.convoy.driver.plan;

import dev.convoy.base.RandomStream;

/**
 * The only source of randomness: every random value is derived from the job's seed and from its purpose.
 *
 * <p>By SplitMix64, see {@link RandomStream}: its results do not change with the Java version.
 */
public final class Seeds {
    private Seeds() {}

    /** Returns a seed for a purpose such as (epoch, round, worker, step). */
    public static long derive(long seed, long... purpose) {
        return RandomStream.derive(seed, purpose);
    }

    /** Returns the numbers 0 to {@code length - 1} in random order (Fisher and Yates). */
    static int[] permutation(long seed, int length) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int other = (int) below(i + 1L, seed, i);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /**
     * Returns value {@code index}, from 0, of the seed's sequence, as a number below {@code bound}, which is at most
     * 2³². It is uniform up to a bias below {@code bound} / 2³², by the high word of a product (Lemire, 2019).
     */
    static long below(long bound, long seed, long index) {
        return ((RandomStream.mix(seed + (index + 1) * RandomStream.GOLDEN_GAMMA) >>> 32) * bound) >>> 32;
    }
}
