package dev.convoy.feed;

import dev.convoy.base.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which examples a minibatch has, in their order, and where its random choices come from.
 *
 * @param shards index of the shard of each example
 * @param rows index of each example in its shard
 * @param imageSeed with an example's key, the source of the random choices for its image
 * @param seed see {@link dev.convoy.kernel.Batch#seed()}
 * @param updateSize see {@link dev.convoy.kernel.Batch#updateSize()}
 */
public record Minibatch(int[] shards, int[] rows, long imageSeed, long seed, int updateSize) {
    /** Creates a minibatch that is an update of its own. */
    public Minibatch(int[] shards, int[] rows, long imageSeed, long seed) {
        this(shards, rows, imageSeed, seed, rows.length);
    }

    /**
     * Returns the minibatch in parts of at most {@code most} examples, in order; together they are one update. Each part
     * but the first has a seed of its own.
     */
    public List<Minibatch> inParts(int most) {
        if (size() <= most) {
            return List.of(this);
        }
        List<Minibatch> parts = new ArrayList<>();
        for (int from = 0; from < size(); from += most) {
            int to = Math.min(from + most, size());
            parts.add(new Minibatch(
                    Arrays.copyOfRange(shards, from, to),
                    Arrays.copyOfRange(rows, from, to),
                    imageSeed,
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
