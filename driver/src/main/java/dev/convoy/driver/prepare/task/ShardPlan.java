package dev.convoy.driver.prepare.task;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.prepare.image.ItemKey;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.Partitioner;

/**
 * Which shard an image is in: each shard of a split has an equal range of the places. The last partition is that of
 * unreadable files.
 */
public final class ShardPlan extends Partitioner {
    private static final long serialVersionUID = 1L;

    /** Number of shards of each split, by its number. */
    private final int[] shards;

    private ShardPlan(int[] shards) {
        this.shards = shards;
    }

    /** @param bytes bytes of the splits that have images */
    public static ShardPlan of(Map<Split, Long> bytes, long shardBytes) {
        int[] shards = new int[Split.values().length];
        bytes.forEach((split, size) ->
                shards[split.ordinal()] = Math.toIntExact(Math.max(1, Math.round((double) size / shardBytes))));
        return new ShardPlan(shards);
    }

    int shards(Split split) {
        return shards[split.ordinal()];
    }

    @Override
    public int numPartitions() {
        return Arrays.stream(shards).sum() + 1;
    }

    @Override
    public int getPartition(Object key) {
        byte[] item = (byte[]) key;
        if (ItemKey.isFailure(item)) {
            return numPartitions() - 1;
        }
        int split = ItemKey.split(item).ordinal();
        int first = Arrays.stream(shards, 0, split).sum();
        return first + range(ItemKey.place(item), shards[split]);
    }

    /** Returns floor(place × ranges / 2⁶⁴) for an unsigned place. */
    private static int range(long place, int ranges) {
        // The product of the halves below the point has at most 63 bits, because ranges has at most 31.
        long low = (place & 0xffffffffL) * ranges;
        long high = (place >>> Integer.SIZE) * ranges;
        return (int) ((high + (low >>> Integer.SIZE)) >>> Integer.SIZE);
    }

    boolean isQuarantine(int partition) {
        return partition == numPartitions() - 1;
    }

    /** Whether a partition is a shard of a split. */
    public boolean isShardOf(Split split, int partition) {
        return !isQuarantine(partition) && split(partition) == split;
    }

    Split split(int partition) {
        int end = 0;
        for (Split split : Split.values()) {
            end += shards(split);
            if (partition < end) {
                return split;
            }
        }
        throw new IndexOutOfBoundsException(partition);
    }

    /** Returns the number of a partition's shard in its split. */
    int number(int partition) {
        return partition - Arrays.stream(shards, 0, split(partition).ordinal()).sum();
    }

    /** Returns the path of a partition's shard, relative to the dataset. */
    String file(int partition) {
        return String.format(
                Locale.ROOT, "%s/part-%05d.parquet", split(partition).key(), number(partition));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardPlan plan && Arrays.equals(shards, plan.shards);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(shards);
    }
}
