package dev.convoy.kernel;

/** Seeds of ND4J's random numbers. */
public final class RandomSeed {
    /** Stands for 0, which ND4J replaces by the time: the same program would have other bits each time. */
    private static final long FOR_ZERO = 0x5851f42d4c957f2dL;

    private RandomSeed() {}

    /** Returns a seed that is never 0. */
    public static long ofNd4j(long seed) {
        return seed == 0 ? FOR_ZERO : seed;
    }
}
