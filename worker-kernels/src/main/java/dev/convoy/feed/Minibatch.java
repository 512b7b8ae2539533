package dev.convoy.feed;

import dev.convoy.augment.ExampleSeed;

/**
 * Which examples a minibatch has, in their order, and where its random choices come from.
 *
 * @param shards index of the shard of each example
 * @param rows index of each example in its shard
 * @param images where the random choices for its images come from
 * @param seed see {@link dev.convoy.kernel.Batch#seed()}
 */
public record Minibatch(int[] shards, int[] rows, ImageSeed images, long seed) {
    /**
     * The source of random choices for the images of an epoch.
     *
     * @param seed derived from the training's seed and the epoch
     */
    public record ImageSeed(long seed, int epoch) {
        /** For images that are not changed at random. */
        public static final ImageSeed NONE = new ImageSeed(0, 0);

        /** @param key tells the example from others */
        public ExampleSeed of(long key) {
            return new ExampleSeed(seed, epoch, key);
        }
    }

    /** Number of examples. */
    public int size() {
        return rows.length;
    }
}
