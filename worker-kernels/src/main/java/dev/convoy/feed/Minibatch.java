package dev.convoy.feed;

import dev.convoy.augment.ExampleSeed;
import dev.convoy.base.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which examples a minibatch has, in their order, and where its random choices come from.
 *
 * @param shards index of the shard of each example
 * @param rows index of each example in its shard
 * @param images where the random choices for its images come from
 * @param seed see {@link dev.convoy.kernel.Batch#seed()}
 * @param updateSize see {@link dev.convoy.kernel.Batch#updateSize()}
 */
public record Minibatch(int[] shards, int[] rows, ImageSeed images, long seed, int updateSize) {
    /**
     * The source of random choices for the images of an epoch.
     *
     * @param seed derived from the training's seed and the epoch
     * @param byPlace whether an image has other changes in each place of a minibatch: it may be there several times
     */
    public record ImageSeed(long seed, int epoch, boolean byPlace) {
        /** For images that are not changed at random. */
        public static final ImageSeed NONE = new ImageSeed(0, 0);

        public ImageSeed(long seed, int epoch) {
            this(seed, epoch, false);
        }

        /**
         * @param key tells the example from others
         * @param place in the minibatch
         */
        ExampleSeed of(long key, int place) {
            return new ExampleSeed(byPlace ? RandomStream.derive(seed, place) : seed, epoch, key);
        }
    }

    /** Creates a minibatch that is an update of its own. */
    public Minibatch(int[] shards, int[] rows, ImageSeed images, long seed) {
        this(shards, rows, images, seed, rows.length);
    }

    /**
     * Returns the minibatch in equal parts of at most {@code most} examples, in order; together they are one update. Each part
     * but the first has a seed of its own.
     */
    public List<Minibatch> inParts(int most) {
        if (size() <= most) {
            return List.of(this);
        }
        int count = (size() - 1) / most + 1;
        List<Minibatch> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int from = (int) ((long) size() * part / count);
            int to = (int) ((long) size() * (part + 1) / count);
            parts.add(new Minibatch(
                    Arrays.copyOfRange(shards, from, to),
                    Arrays.copyOfRange(rows, from, to),
                    images,
                    from == 0 ? seed : RandomStream.mix(seed + from),
                    to == size() ? updateSize : 0));
        }
        return parts;
    }

    /** Number of examples. */
    public int size() {
        return rows.length;
    }
}
