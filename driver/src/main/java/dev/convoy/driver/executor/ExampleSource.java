package dev.convoy.driver.executor;

import dev.convoy.driver.cache.LocalShards;
import dev.convoy.driver.cache.ShardCache;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.feed.BatchFeed;
import dev.convoy.feed.Minibatch;
import dev.convoy.feed.ReaderPool;
import java.util.Iterator;
import java.util.stream.LongStream;

/** The examples that a process reads: its copies of shards, and its readers. */
final class ExampleSource implements AutoCloseable {
    private final LocalShards shards;
    private final ReaderPool readers;
    private final int threads;
    /** Index of each shard's first example among all, followed by their number. */
    private final long[] starts;

    ExampleSource(Examples examples, ShardCache cache, int threads) {
        this.shards = new LocalShards(examples.shards(), cache);
        this.readers = new ReaderPool(shards, examples.rule());
        this.threads = threads;
        this.starts = new long[examples.shards().size() + 1];
        for (int shard = 0; shard < starts.length - 1; shard++) {
            starts[shard + 1] = starts[shard] + examples.shards().get(shard).count();
        }
    }

    /** Prepares minibatches, none of them empty. */
    BatchFeed feed(Iterator<Minibatch> minibatches) {
        return new BatchFeed(minibatches, readers, threads);
    }

    /**
     * Returns one of several equal parts of all examples in their order, in minibatches.
     *
     * @param part index of the part, from 0
     */
    Iterator<Minibatch> part(int part, int parts, int batchSize) {
        long count = starts[starts.length - 1];
        long from = count * part / parts;
        long to = count * (part + 1) / parts;
        return LongStream.iterate(from, first -> first < to, first -> first + batchSize)
                .mapToObj(first -> minibatch(first, Math.min(first + batchSize, to)))
                .iterator();
    }

    private Minibatch minibatch(long from, long to) {
        int size = (int) (to - from);
        int[] shardOf = new int[size];
        int[] rows = new int[size];
        int shard = 0;
        for (int i = 0; i < size; i++) {
            while (starts[shard + 1] <= from + i) {
                shard++;
            }
            shardOf[i] = shard;
            rows[i] = (int) (from + i - starts[shard]);
        }
        return new Minibatch(shardOf, rows, 0, 0);
    }

    @Override
    public void close() {
        readers.close();
        shards.close();
    }
}
