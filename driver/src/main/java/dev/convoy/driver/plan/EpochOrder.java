package dev.convoy.driver.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One epoch's examples in their order: the shards in random order, and the rows of each in random order. For any number of threads. */
public final class EpochOrder {
    private final Plan plan;
    private final int epoch;
    private final int[] shards;
    private final int[][] rows;

    EpochOrder(Plan plan, int epoch) {
        this.plan = plan;
        this.epoch = epoch;
        this.shards = Seeds.generator(plan.seed(), epoch)
                .permutation(plan.shardSizes().size());
        this.rows = new int[shards.length][];
    }

    /** From 0. */
    public int epoch() {
        return epoch;
    }

    /**
     * One worker's minibatch.
     *
     * @param round within the epoch, from 0
     * @param step within the round, from 0
     * @return its examples, by shard; none if the epoch's last step had none left for this worker
     */
    public List<Slice> minibatch(int round, int worker, int step) {
        long first = (long) (plan.stepsBefore(epoch, round) + step) * plan.stepSize();
        int size = (int) Math.min(plan.stepSize(), plan.examples() - first);
        int from = (int) (first + (long) size * worker / plan.workers());
        int to = (int) (first + (long) size * (worker + 1) / plan.workers());
        return slices(from, to);
    }

    private List<Slice> slices(int from, int to) {
        List<Slice> slices = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < shards.length; i++) {
            int end = start + plan.shardSizes().get(shards[i]);
            int low = Math.max(from, start);
            int high = Math.min(to, end);
            if (low < high) {
                slices.add(new Slice(shards[i], Arrays.copyOfRange(rows(i), low - start, high - start)));
            }
            start = end;
        }
        return slices;
    }

    private synchronized int[] rows(int position) {
        if (rows[position] == null) {
            int shard = shards[position];
            rows[position] = Seeds.generator(plan.seed(), epoch, shard)
                    .permutation(plan.shardSizes().get(shard));
        }
        return rows[position];
    }
}
