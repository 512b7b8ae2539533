package dev.convoy.driver.plan;

import dev.convoy.base.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * Divides an epoch into rounds, and rounds into minibatches.
 *
 * <p>All examples of an epoch are in one random order. In each step, each worker takes the next {@code batchSize}
 * examples, worker 0 first; {@code averagingFrequency} steps make a round. So W workers with τ=1 see in each step the
 * examples that one worker with the W-fold batch would see. The examples left for an epoch's last step are divided
 * evenly; if they are less than half a step, the last two steps share their examples evenly, because an epoch must not
 * end with an update by a few examples.
 *
 * <p>The first {@code warmupRounds} rounds of a run have one step each. They are counted over epochs, so that only the
 * first epochs have more rounds than the others; the order of the examples stays the same.
 *
 * @param shardSizes examples in each shard
 * @param averagingFrequency τ, steps in a round after the warm-up
 */
public record Plan(
        long seed, List<Integer> shardSizes, int workers, int averagingFrequency, int warmupRounds, int batchSize)
        implements Serializable {
    public Plan {
        shardSizes = List.copyOf(shardSizes);
        requireCountable(shardSizes);
        if (shardSizes.stream().allMatch(size -> size == 0)) {
            throw new InvalidInputException("a plan needs at least 1 example", 0, "Check data.train.");
        }
    }

    /** @throws InvalidInputException if the sizes add up to more than an epoch can have, 2³¹ − 1 */
    public static void requireCountable(List<Integer> shardSizes) {
        long examples = shardSizes.stream().mapToLong(Integer::longValue).sum();
        if (examples > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    String.format(Locale.ROOT, "an epoch must have at most %,d examples", Integer.MAX_VALUE),
                    String.format(Locale.ROOT, "%,d", examples),
                    "Train on a part of the data.");
        }
    }

    /** Creates a plan without warm-up. */
    public Plan(long seed, List<Integer> shardSizes, int workers, int averagingFrequency, int batchSize) {
        this(seed, shardSizes, workers, averagingFrequency, 0, batchSize);
    }

    /** Examples in an epoch. */
    public int examples() {
        return shardSizes.stream().mapToInt(Integer::intValue).sum();
    }

    /** Minibatches of worker 0 in an epoch. */
    public int stepsPerEpoch() {
        return ceilingDivide(examples(), stepSize());
    }

    /** Rounds in one epoch, which counts from 0. */
    public int rounds(int epoch) {
        return warmupRounds(epoch) + ceilingDivide(stepsPerEpoch() - warmupRounds(epoch), averagingFrequency);
    }

    /** Rounds in the first {@code epochs} epochs. */
    public int roundsOfRun(int epochs) {
        // From this epoch on, all epochs have the same number of rounds.
        int changing = Math.min(epochs, ceilingDivide(warmupRounds, stepsPerEpoch()));
        int rounds = Math.multiplyExact(epochs - changing, rounds(changing));
        for (int epoch = 0; epoch < changing; epoch++) {
            rounds = Math.addExact(rounds, rounds(epoch));
        }
        return rounds;
    }

    /** Whether a round, from 0 within its epoch, is one of the warm-up. */
    public boolean isWarmup(int epoch, int round) {
        return round < warmupRounds(epoch);
    }

    /** Minibatches per worker in one round: 1 in the warm-up, else τ; fewer in an epoch's last round. */
    public int steps(int epoch, int round) {
        return isWarmup(epoch, round) ? 1 : Math.min(averagingFrequency, stepsPerEpoch() - stepsBefore(epoch, round));
    }

    /** Returns the order of an epoch's examples; keep it for all steps of the epoch. */
    public EpochOrder order(int epoch) {
        return new EpochOrder(this, epoch);
    }

    /** Minibatches per worker in the epoch's rounds before this one. */
    int stepsBefore(int epoch, int round) {
        int warmup = Math.min(round, warmupRounds(epoch));
        return warmup + (round - warmup) * averagingFrequency;
    }

    /** Examples of an epoch's first {@code steps} steps, of all workers together. */
    int examplesBefore(int steps) {
        long full = (long) steps * stepSize();
        long left = examples() - full;
        if (steps == stepsPerEpoch() - 1 && steps > 0 && 2 * left < stepSize()) {
            return (int) (full - (stepSize() - left) / 2);
        }
        return (int) Math.min(full, examples());
    }

    /** Examples of a full step, of all workers together. */
    private int stepSize() {
        return Math.multiplyExact(workers, batchSize);
    }

    /** Number of warm-up rounds at the start of an epoch. */
    private int warmupRounds(int epoch) {
        long left = warmupRounds - (long) epoch * stepsPerEpoch();
        return (int) Math.max(0, Math.min(left, stepsPerEpoch()));
    }

    private static int ceilingDivide(int value, int divisor) {
        return (int) (((long) value + divisor - 1) / divisor);
    }
}
