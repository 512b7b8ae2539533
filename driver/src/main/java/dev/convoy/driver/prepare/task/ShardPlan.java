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

    /** Number of the first partition of each split, by the split's number; at the end, that of unreadable files. */
    private final int[] first = new int[Split.values().length + 1];

    /** @param bytes bytes of the splits that have images */
    public ShardPlan(Map<Split, Long> bytes, long shardBytes) {
        for (Split split : Split.values()) {
            int shards = bytes.containsKey(split)
                    ? Math.toIntExact(Math.max(1, Math.round((double) bytes.get(split) / shardBytes)))
                    : 0;
            first[split.number() + 1] = Math.addExact(first[split.number()], shards);
        }
    }

    @Override
    public int numPartitions() {
        return first[first.length - 1] + 1;
    }

    @Override
    public int getPartition(Object key) {
        byte[] item = (byte[]) key;
        if (ItemKey.isFailure(item)) {
            return numPartitions() - 1;
        }
        int split = ItemKey.split(item).number();
        return first[split] + range(ItemKey.place(item), first[split + 1] - first[split]);
    }

    /** Returns floor(place × ranges / 2⁶⁴) for an unsigned place. */
    private static int range(long place, int ranges) {
        // The product of each half with a number of 31 bits has 63.
        long low = (place & 0xffffffffL) * ranges;
        long high = (place >>> Integer.SIZE) * ranges;
        return (int) ((high + (low >>> Integer.SIZE)) >>> Integer.SIZE);
    }

    boolean isQuarantine(int partition) {
        return partition == numPartitions() - 1;
    }

    /** Whether a partition is a shard of a split. */
    public boolean isShardOf(Split split, int partition) {
        return partition >= first[split.number()] && partition < first[split.number() + 1];
    }

    /** Returns the path of a partition's shard, relative to the dataset. */
    String file(int partition) {
        Split split = Arrays.stream(Split.values())
                .filter(candidate -> isShardOf(candidate, partition))
                .findFirst()
                .orElseThrow();
        return String.format(Locale.ROOT, "%s/part-%05d.parquet", split.key(), partition - first[split.number()]);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardPlan plan && Arrays.equals(first, plan.first);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(first);
    }
}
