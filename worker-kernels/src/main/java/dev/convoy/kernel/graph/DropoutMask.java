package dev.convoy.kernel.graph;

import dev.convoy.base.RandomStream;

/**
 * The factors that dropout multiplies values by: 0 for those dropped, {@code 1 / keep} for the others. Each factor is a
 * hash of the minibatch's seed, the dropout's number and the value's position, so that every kernel draws the same
 * mask, in any order.
 *
 * @param seed the minibatch's seed
 * @param number which of the network's dropouts this is
 * @param keep probability that a value is kept
 */
public record DropoutMask(long seed, int number, double keep) {
    /** @param place position of the value in the batch: row-major over example, channel, row and column */
    public float factor(long place) {
        long hash = mix(mix(seed ^ mix(number + 1L)) + place);
        double uniform = (hash >>> 11) * 0x1.0p-53;
        return uniform < keep ? (float) (1 / keep) : 0;
    }

    private static long mix(long value) {
        return RandomStream.mix(value + RandomStream.GOLDEN_GAMMA);
    }
}
