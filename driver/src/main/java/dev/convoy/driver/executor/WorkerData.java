package dev.convoy.driver.executor;

import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.feed.InputRule;
import java.io.Serializable;
import java.util.List;

/**
 * The examples that workers read.
 *
 * @param train training examples, whose shards are in the order of the plan's shard sizes
 * @param test the examples that a network is evaluated on
 * @param cache where executors keep copies of shards
 * @param threads threads of each task that decode images ahead of its kernel
 */
public record WorkerData(Examples train, Examples test, CacheSettings cache, int threads) implements Serializable {
    /**
     * Examples with how they become the network's input.
     */
    public record Examples(List<Shard> shards, InputRule rule) implements Serializable {
        public Examples {
            shards = List.copyOf(shards);
        }

        public long count() {
            return shards.stream().mapToLong(Shard::count).sum();
        }
    }
}
