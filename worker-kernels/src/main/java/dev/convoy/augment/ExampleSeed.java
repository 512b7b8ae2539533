package dev.convoy.augment;

import dev.convoy.base.RandomStream;

/**
 * Where the random choices for an example come from.
 *
 * @param seed derived from the training's seed and the epoch
 * @param key tells the example from others
 */
public record ExampleSeed(long seed, int epoch, long key) {
    /** For images that are not changed at random. */
    public static final ExampleSeed NONE = new ExampleSeed(0, 0, 0);

    /** Returns the random numbers of an augmentation: they do not depend on which others there are. */
    RandomStream stream(Kind kind) {
        return new RandomStream(RandomStream.derive(seed, key, kind.key().hashCode()));
    }
}
