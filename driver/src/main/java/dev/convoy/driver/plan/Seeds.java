package dev.convoy.driver.plan;

/**
 * The only source of randomness: every random value is derived from the job's seed and from its purpose.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014), written out because its
 * results must not change with the Java version.
 */
public final class Seeds {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    private Seeds(long state) {
        this.state = state;
    }

    /** Returns a generator for a purpose such as (epoch, shard). */
    static Seeds generator(long seed, long... purpose) {
        return new Seeds(derive(seed, purpose));
    }

    /** Returns a seed for a purpose such as (epoch, round, worker, step). */
    public static long derive(long seed, long... purpose) {
        long derived = mix(seed + GOLDEN_GAMMA);
        for (long part : purpose) {
            derived = mix(derived ^ mix(part + GOLDEN_GAMMA));
        }
        return derived;
    }

    /** Returns the numbers 0 to {@code length - 1} in random order (Fisher and Yates). */
    int[] permutation(int length) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int other = below(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    /**
     * Returns a number below {@code bound}, uniform up to a bias below 2⁻³², by the high word of a product (Lemire,
     * 2019).
     */
    private int below(int bound) {
        state += GOLDEN_GAMMA;
        return (int) (((mix(state) >>> 32) * bound) >>> 32);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
