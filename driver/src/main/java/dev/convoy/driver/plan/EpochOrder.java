package dev.convoy.driver.plan;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One epoch's examples in random order. It holds a few numbers per shard; from the first minibatch on, it also holds one
 * per example if the data are one window, or, if it draws classes equally often, of the windows in use. Safe for any
 * number of threads.
 */
public final class EpochOrder {
    /** Purposes of random values, besides the rounds of an epoch, which count from 0. */
    private static final int SHARDS = -1;

    private static final int WINDOWS = -2;

    private static final int BALANCED = -3;

    private final Plan plan;
    private final int epoch;
    private final ShardLine line;
    private final Shuffle shuffle;

    EpochOrder(Plan plan, int epoch) {
        this(plan, epoch, null);
    }

    /** @param labels classes that are to be drawn equally often; null if each example is used once */
    EpochOrder(Plan plan, int epoch, Labels labels) {
        this.plan = plan;
        this.epoch = epoch;
        int shards = plan.shardSizes().size();
        Shuffle once;
        if (plan.hasOneWindow()) {
            line = new ShardLine(plan.shardSizes(), IntStream.range(0, shards).toArray());
            once = new WholeShuffle(plan.stepsOfEpoch(), Seeds.derive(plan.seed(), epoch, 0));
        } else {
            long seed = Seeds.derive(plan.seed(), epoch, SHARDS);
            line = new ShardLine(plan.shardSizes(), Seeds.permutation(seed, shards));
            once = new WindowShuffle(
                    plan.stepsOfEpoch(), Seeds.derive(plan.seed(), epoch, WINDOWS), plan.leastWindow());
        }
        shuffle = labels == null
                ? once
                : new BalancedShuffle(once, line, labels, Seeds.derive(plan.seed(), epoch, BALANCED));
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
        return line.slices(shuffle.minibatch(worker, plan.stepsBefore(epoch, round) + step));
    }

    /**
     * Returns the shards that one worker's minibatches of a round have examples of, in ascending order.
     *
     * @param round index in the epoch, from 0
     */
    public int[] shards(int round, int worker) {
        BitSet found = new BitSet();
        int first = plan.stepsBefore(epoch, round);
        int end = first + plan.steps(epoch, round);
        for (int step = first; step < end; step++) {
            line.addShards(shuffle.minibatch(worker, step), found);
        }
        return found.stream().toArray();
    }

    /**
     * Returns the shards of the windows that one worker's minibatches of a round lie in, in ascending order: those of
     * {@link #shards} among them. It looks at no example, so that a driver can ask for each round of any data.
     *
     * @param round index in the epoch, from 0
     */
    public int[] shardsOfWindows(int round, int worker) {
        BitSet found = new BitSet();
        int first = plan.stepsBefore(epoch, round);
        for (Window window : shuffle.windows(worker, first, first + plan.steps(epoch, round))) {
            line.addShards(window.start(), window.end(), found);
        }
        return found.stream().toArray();
    }

    /**
     * Returns the shards of the window that a worker comes to after those of a round, in ascending order; empty if there
     * is none.
     *
     * @param round index in the epoch, from 0
     */
    public int[] shardsOfNextWindow(int round, int worker) {
        int first = plan.stepsBefore(epoch, round);
        int end = first + plan.steps(epoch, round);
        List<Window> now = shuffle.windows(worker, first, end);
        BitSet found = new BitSet();
        if (!now.isEmpty() && end < plan.stepsPerEpoch()) {
            long last = now.get(now.size() - 1).number();
            shuffle.windows(worker, end, plan.stepsPerEpoch()).stream()
                    .filter(window -> window.number() > last)
                    .limit(1)
                    .forEach(next -> line.addShards(next.start(), next.end(), found));
        }
        return found.stream().toArray();
    }
}
