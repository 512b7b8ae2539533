package dev.convoy.driver.plan;

import dev.convoy.base.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * Divides an epoch into rounds, and rounds into minibatches.
 *
 * <p>In each step, each worker uses up to {@code batchSize} examples; τ steps make a round.
 * The examples left for an epoch's last step are divided evenly; if they are less than half a step, the last two steps
 * share their examples evenly, because an epoch must not end with an update by a few examples.
 *
 * <p>Data of at most {@code windowShards} shards are one window: all examples of an epoch are in one random order, and
 * in each step each worker takes the next ones, worker 0 first. So W workers with τ=1 see in each step the examples
 * that one worker with the W-fold batch would see.
 *
 * <p>If there are more shards, a worker reads only some of them in a round. An epoch lays the shards end to end in
 * random order and divides this line into W ranges, whose lengths are what each worker uses in the epoch. A range is
 * divided into windows of equal size: as many as can have {@code windowShards} shards of average size each, at least
 * one. The worker uses its windows one after another, each in random order. A minibatch then has examples of the shards
 * of one or two windows only, so each shard should be a random sample of the data.
 *
 * <p>The first {@code warmupRounds} rounds of a run have one step each. They are counted over epochs, so that only the
 * first epochs have more rounds than the others; the order of the examples stays the same.
 *
 * @param shardSizes examples in each shard
 * @param averagingFrequency τ by epoch, for rounds after the warm-up
 * @param windowShards shards that are shuffled together, at least 1; see {@link Window#shards}
 */
public record Plan(
        long seed,
        List<Integer> shardSizes,
        int workers,
        AveragingFrequency averagingFrequency,
        int warmupRounds,
        int batchSize,
        int windowShards)
        implements Serializable {
    /**
     * @throws InvalidInputException if there is no example, or if a step or an epoch has more examples or steps than
     *     can be counted
     */
    public Plan {
        shardSizes = List.copyOf(shardSizes);
        long examples = count(shardSizes);
        if (examples == 0) {
            throw new InvalidInputException("a plan needs at least 1 example", 0, "Check data.train.");
        }
        if (windowShards < 1) {
            throw new InvalidInputException(
                    "examples must be shuffled in windows of at least 1 shard",
                    windowShards,
                    "Shuffle at least 10 shards together.");
        }
        if (shardSizes.size() <= windowShards) {
            requireCountable(shardSizes);
        }
        requireInt(
                "a step must have at most %,d examples",
                (long) workers * batchSize, "Take fewer workers, or smaller batches.");
        requireInt(
                "an epoch must have at most %,d steps",
                (examples - 1) / ((long) workers * batchSize) + 1, "Take more workers, or larger batches.");
    }

    /** @throws InvalidInputException if the sizes add up to more than one window can have, 2³¹ − 1 */
    private static void requireCountable(List<Integer> shardSizes) {
        requireInt("an epoch must have at most %,d examples", count(shardSizes), "Train on a part of the data.");
    }

    /** Creates a plan with the same τ for all epochs. */
    public Plan(
            long seed,
            List<Integer> shardSizes,
            int workers,
            int averagingFrequency,
            int warmupRounds,
            int batchSize,
            int windowShards) {
        this(
                seed,
                shardSizes,
                workers,
                AveragingFrequency.always(averagingFrequency),
                warmupRounds,
                batchSize,
                windowShards);
    }

    /** Creates a plan whose data are one window. */
    public Plan(
            long seed, List<Integer> shardSizes, int workers, int averagingFrequency, int warmupRounds, int batchSize) {
        this(seed, shardSizes, workers, averagingFrequency, warmupRounds, batchSize, Integer.MAX_VALUE);
    }

    /** Creates a plan without warm-up whose data are one window. */
    public Plan(long seed, List<Integer> shardSizes, int workers, int averagingFrequency, int batchSize) {
        this(seed, shardSizes, workers, averagingFrequency, 0, batchSize);
    }

    /** Examples in an epoch. */
    public long examples() {
        return count(shardSizes);
    }

    /** Minibatches of worker 0 in an epoch. */
    public int stepsPerEpoch() {
        return stepsOfEpoch().count();
    }

    /** Whether all examples are shuffled together. Then each worker can need any shard in any round. */
    public boolean hasOneWindow() {
        return shardSizes.size() <= windowShards;
    }

    /** Rounds in one epoch, which counts from 0. */
    public int rounds(int epoch) {
        return warmupRounds(epoch) + ceilingDivide(stepsPerEpoch() - warmupRounds(epoch), averagingFrequency.at(epoch));
    }

    /**
     * Rounds in the first {@code epochs} epochs.
     *
     * @throws InvalidInputException if they have more steps than can be counted, 2³¹ − 1
     */
    public int roundsOfRun(int epochs) {
        int steps = stepsPerEpoch();
        requireInt("a run must have at most %,d steps", (long) steps * epochs, "Take fewer epochs, or larger batches.");
        int rounds = 0;
        for (int epoch = 0, next; epoch < epochs; epoch = next) {
            // Until the next phase, all epochs without warm-up have the same number of rounds.
            next = isWarmup(epoch, 0) ? epoch + 1 : Math.min(epochs, averagingFrequency.nextChange(epoch));
            rounds += (next - epoch) * rounds(epoch);
        }
        return rounds;
    }

    /** Whether a round, from 0 within its epoch, is one of the warm-up. */
    public boolean isWarmup(int epoch, int round) {
        return round < warmupRounds(epoch);
    }

    /**
     * Whether each of a round's steps is followed by an average because the run averages less often elsewhere: in the
     * warm-up, and where τ is 1 in some phases only.
     */
    public boolean averagesEachStep(int epoch, int round) {
        return isWarmup(epoch, round) || (averagingFrequency.changes() && averagingFrequency.at(epoch) == 1);
    }

    /** Minibatches per worker in one round: 1 in the warm-up, else τ; fewer in an epoch's last round. */
    public int steps(int epoch, int round) {
        int most = isWarmup(epoch, round) ? 1 : averagingFrequency.at(epoch);
        return Math.min(most, stepsPerEpoch() - stepsBefore(epoch, round));
    }

    /** Returns the order of an epoch's examples; keep it for all steps of the epoch. */
    public EpochOrder order(int epoch) {
        return new EpochOrder(this, epoch);
    }

    /**
     * Returns an order in which an epoch draws the classes of each window equally often, as many examples as there are:
     * see {@link BalancedShuffle}. It reads labels of a window when it is first used.
     */
    public EpochOrder order(int epoch, Labels labels) {
        return new EpochOrder(this, epoch, labels);
    }

    /** Minibatches per worker in the epoch's rounds before this one. */
    public int stepsBefore(int epoch, int round) {
        int warmup = Math.min(round, warmupRounds(epoch));
        return warmup + (round - warmup) * averagingFrequency.at(epoch);
    }

    Steps stepsOfEpoch() {
        return new Steps(examples(), workers, batchSize);
    }

    /** Examples of {@code windowShards} shards of average size, rounded up. */
    long leastWindow() {
        long shards = shardSizes.size();
        long examples = examples();
        // The product examples × windowShards may be more than a long.
        return examples / shards * windowShards + (examples % shards * windowShards + shards - 1) / shards;
    }

    /** Number of warm-up rounds at the start of an epoch. */
    private int warmupRounds(int epoch) {
        long left = warmupRounds - (long) epoch * stepsPerEpoch();
        return (int) Math.max(0, Math.min(left, stepsPerEpoch()));
    }

    private static long count(List<Integer> shardSizes) {
        return shardSizes.stream().mapToLong(Integer::longValue).sum();
    }

    private static void requireInt(String rule, long value, String remedy) {
        if (value > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    String.format(Locale.ROOT, rule, Integer.MAX_VALUE),
                    String.format(Locale.ROOT, "%,d", value),
                    remedy);
        }
    }

    private static int ceilingDivide(int value, int divisor) {
        return (int) (((long) value + divisor - 1) / divisor);
    }
}
