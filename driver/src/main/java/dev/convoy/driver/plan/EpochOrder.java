package dev.convoy.driver.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One epoch's examples in random order, over all shards. Safe for any number of threads. */
public final class EpochOrder {
    private final Plan plan;
    private final int epoch;
    /** The index of each shard's first example among all examples, followed by their count. */
    private final int[] starts;

    private final int[] order;

    EpochOrder(Plan plan, int epoch) {
        this.plan = plan;
        this.epoch = epoch;
        this.starts = new int[plan.shardSizes().size() + 1];
        for (int shard = 0; shard < starts.length - 1; shard++) {
            starts[shard + 1] = starts[shard] + plan.shardSizes().get(shard);
        }
        this.order = Seeds.generator(plan.seed(), epoch, 0).permutation(plan.examples());
    }

    /** The epoch, from 0. */
    public int epoch() {
        return epoch;
    }

    /**
     * Returns one worker's minibatch.
     *
     * @param round index in the epoch, from 0
     * @param step index in the round, from 0
     * @return its examples in their order, one slice for each run of examples from the same shard; empty if the epoch's
     *     last step has none for this worker
     */
    public List<Slice> minibatch(int round, int worker, int step) {
        int before = plan.stepsBefore(epoch, round) + step;
        int first = plan.examplesBefore(before);
        int size = plan.examplesBefore(before + 1) - first;
        int from = (int) (first + (long) size * worker / plan.workers());
        int to = (int) (first + (long) size * (worker + 1) / plan.workers());
        List<Slice> slices = new ArrayList<>();
        while (from < to) {
            int shard = shard(order[from]);
            int end = from + 1;
            while (end < to && shard(order[end]) == shard) {
                end++;
            }
            int start = starts[shard];
            int[] rows = Arrays.copyOfRange(order, from, end);
            Arrays.setAll(rows, i -> rows[i] - start);
            slices.add(new Slice(shard, rows));
            from = end;
        }
        return slices;
    }

    private int shard(int example) {
        int found = Arrays.binarySearch(starts, example);
        return found < 0 ? -found - 2 : found;
    }
}
