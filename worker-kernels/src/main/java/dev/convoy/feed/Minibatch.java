package dev.convoy.feed;

/**
 * Which examples a minibatch has, in their order, and where its random choices come from.
 *
 * @param shards index of the shard of each example
 * @param rows index of each example in its shard
 * @param imageSeed with an example's key, the source of the random choices for its image
 * @param seed see {@link dev.convoy.kernel.Batch#seed()}
 */
public record Minibatch(int[] shards, int[] rows, long imageSeed, long seed) {
    /** Number of examples. */
    public int size() {
        return rows.length;
    }
}
