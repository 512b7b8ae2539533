package dev.convoy.driver.executor;

import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.worker.Normalization;
import java.io.Serializable;
import java.util.List;

/**
 * The shards that workers read their examples from.
 *
 * @param trainShards training shards in the order of the plan's shard sizes
 * @param testShardSizes examples in each of the test shards
 */
public record WorkerData(
        Normalization normalization, List<Shard> trainShards, List<Shard> testShards, List<Integer> testShardSizes)
        implements Serializable {
    public static WorkerData of(Dataset train, Dataset test) {
        return new WorkerData(
                train.normalization(),
                List.copyOf(train.shards()),
                List.copyOf(test.shards()),
                List.copyOf(test.shardSizes()));
    }
}
