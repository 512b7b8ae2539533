package dev.convoy.augment.mix;

import dev.convoy.base.RandomStream;

/**
 * The beta distribution with two equal parameters: X / (X + Y) for independent X and Y of the gamma distribution, which
 * are computed as logarithms, because small parameters give numbers too small for a {@code double}.
 *
 * @param alpha both parameters, above 0
 */
record BetaDistribution(double alpha) {
    /** Returns a number from 0 to 1. */
    double sample(RandomStream random) {
        double x = logGamma(random);
        double y = logGamma(random);
        return 1 / (1 + StrictMath.exp(y - x));
    }

    /**
     * Returns the logarithm of a number of the gamma distribution (Marsaglia, Tsang: "A simple method for generating
     * gamma variables", 2000): of parameter alpha + 1, then multiplied by u^(1 / alpha).
     */
    private double logGamma(RandomStream random) {
        double d = alpha + 1 - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = normal(random);
            double root = 1 + c * normal;
            double cube = root * root * root;
            boolean accepted =
                    root > 0 && logUniform(random) < normal * normal / 2 + d - d * cube + d * StrictMath.log(cube);
            if (accepted) {
                return StrictMath.log(d * cube) + logUniform(random) / alpha;
            }
        }
    }

    /** Returns a number of the standard normal distribution (Box and Muller). */
    private static double normal(RandomStream random) {
        double radius = Math.sqrt(-2 * logUniform(random));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }

    /** Returns the logarithm of a number of (0, 1]. */
    private static double logUniform(RandomStream random) {
        return StrictMath.log(1 - random.nextDouble());
    }
}
