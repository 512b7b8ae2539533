package dev.convoy.base;

/**
 * A range of numbers to choose from at random.
 *
 * @param low the smallest
 * @param high the largest, at least {@code low}
 */
public record Range(double low, double high) {
    /** Returns a number of the range, all equally likely. */
    public double uniform(RandomStream random) {
        return low + (high - low) * random.nextDouble();
    }

    /** Returns a number of the range, above 0, whose logarithm is uniform: x and 1/x are equally likely. */
    public double logUniform(RandomStream random) {
        return StrictMath.exp(new Range(StrictMath.log(low), StrictMath.log(high)).uniform(random));
    }
}
