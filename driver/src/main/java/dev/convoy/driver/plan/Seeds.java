package dev.convoy.driver.plan;

/**
 * The only source of randomness: every random value is derived from the job's seed and from its purpose.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), written out because its
 * results must not change with the Java version.
 */
public final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private Seeds() {}

    /** Returns a seed for a purpose such as (epoch, round, worker, step). */
    public static long derive(long seed, long... purpose) {
        long derived = mix(seed + GOLDEN_GAMMA);
        for (long part : purpose) {
            derived = mix(derived ^ mix(part + GOLDEN_GAMMA));
        }
        return derived;
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
        return ((mix(seed + (index + 1) * GOLDEN_GAMMA) >>> 32) * bound) >>> 32;
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
