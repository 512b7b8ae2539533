package dev.convoy.driver.plan;

import dev.convoy.kernel.InvalidInput;
import java.io.Serializable;
import java.util.List;

/**
 * How an epoch is cut into rounds, and rounds into minibatches.
 *
 * <p>All examples of an epoch stand in one random order. Step by step, the workers take the next blocks of {@code
 * batchSize} of it, worker 0 first; {@code averagingFrequency} steps make a round. So W workers with τ=1 see in each
 * step just what one worker with the W-fold batch would see. What is left for an epoch's last step is shared out evenly.
 *
 * @param shardSizes examples in each shard
 */
public record Plan(long seed, List<Integer> shardSizes, int workers, int averagingFrequency, int batchSize)
        implements Serializable {
    public Plan {
        shardSizes = List.copyOf(shardSizes);
        if (shardSizes.stream().mapToInt(Integer::intValue).sum() < 1) {
            throw new InvalidInput("a plan needs at least 1 example", 0, "Check data.train.");
        }
    }

    /** Examples in an epoch. */
    public int examples() {
        return shardSizes.stream().mapToInt(Integer::intValue).sum();
    }

    /** Minibatches that worker 0 takes in an epoch. */
    public int stepsPerEpoch() {
        return ceilingDivide(examples(), stepSize());
    }

    public int roundsPerEpoch() {
        return ceilingDivide(stepsPerEpoch(), averagingFrequency);
    }

    /** Minibatches per worker in one round; fewer than τ in an epoch's last one. */
    public int steps(int round) {
        return Math.min(averagingFrequency, stepsPerEpoch() - round * averagingFrequency);
    }

    /** The order of an epoch's examples; worth keeping for all its steps. */
    public EpochOrder order(int epoch) {
        return new EpochOrder(this, epoch);
    }

    /** Examples that all workers take together in a full step. */
    int stepSize() {
        return Math.multiplyExact(workers, batchSize);
    }

    private static int ceilingDivide(int value, int divisor) {
        return (value + divisor - 1) / divisor;
    }
}
