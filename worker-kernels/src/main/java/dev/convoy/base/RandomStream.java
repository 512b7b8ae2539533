package dev.convoy.base;

/**
 * A stream of random numbers that its seed determines, the same in every version of Java. Used by one thread.
 *
 * <p>SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
 */
public final class RandomStream {
    /** SplitMix64's distance between two values of its state. */
    public static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    public RandomStream(long seed) {
        state = seed;
    }

    /** Returns 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Returns SplitMix64's finalizer of a value: a bijection whose results look independent. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Returns a seed for a purpose such as (epoch, round, worker, step), derived from another seed. */
    public static long derive(long seed, long... purpose) {
        long derived = mix(seed + GOLDEN_GAMMA);
        for (long part : purpose) {
            derived = mix(derived ^ mix(part + GOLDEN_GAMMA));
        }
        return derived;
    }

    /** Returns a multiple of 2⁻⁵³ in [0, 1). */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /**
     * Returns a number from 0 to {@code bound - 1}, uniform up to a bias below 2⁻³², by the high word of a product
     * (Lemire, 2019).
     */
    public int below(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }
}
