package dev.convoy.driver.executor;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.RecordFormat;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The examples that workers read.
 *
 * @param train training examples, whose shards are in the order of the plan's shard sizes
 * @param heldOut examples that a network is evaluated on, by split; a split without examples is not in it
 * @param cache where executors keep copies of shards
 * @param threads threads of each task that decode images ahead of its kernel
 * @param sampling how often an epoch uses each training example
 */
public record WorkerData(
        Examples train, Map<Split, Examples> heldOut, CacheSettings cache, int threads, Sampling sampling)
        implements Serializable {
    /** Creates data that use each training example once in an epoch. */
    public WorkerData(Examples train, Map<Split, Examples> heldOut, CacheSettings cache, int threads) {
        this(train, heldOut, cache, threads, Sampling.SHUFFLE);
    }

    /** @throws InvalidInputException if classes are to be balanced of examples that have several labels */
    public WorkerData {
        heldOut = Map.copyOf(heldOut);
        if (sampling == Sampling.BALANCED && train.rule().format().kind() == RecordFormat.Kind.FLOATS) {
            throw new InvalidInputException(
                    "balanced sampling needs examples of one class each, stored beside their pixels",
                    "features with a label for each class",
                    "Train on a dataset or on IDX files, or repeat the examples of rare classes yourself.");
        }
    }

    /** Returns the split that each epoch ends with and that chooses the best checkpoint; empty if nothing is held out. */
    public Optional<Split> selection() {
        return Stream.of(Split.VALIDATION, Split.TEST)
                .filter(heldOut::containsKey)
                .findFirst();
    }

    /** Returns the split that a run ends with: it has had no part in any choice if there is another for that. */
    public Optional<Split> conclusion() {
        return Stream.of(Split.TEST, Split.VALIDATION)
                .filter(heldOut::containsKey)
                .findFirst();
    }

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
