package dev.convoy.driver.executor;

import dev.convoy.driver.cache.LocalShards;
import dev.convoy.driver.cache.ShardCache;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.feed.BatchFeed;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.Minibatch;
import dev.convoy.feed.Minibatch.ImageSeed;
import dev.convoy.feed.ReaderPool;
import dev.convoy.feed.ShardFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The examples that a process reads: its copies of shards, and its readers. */
final class ExampleSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExampleSource.class);

    private final LocalShards shards;
    private final InputRule rule;
    private final ReaderPool readers;
    private final int threads;
    /** Copies shards ahead of their use. */
    private final ExecutorService ahead = Executors.newSingleThreadExecutor(ExampleSource::daemon);

    private volatile boolean closed;
    /** Index of each shard's first example among all, followed by their number. */
    private final long[] starts;

    ExampleSource(Examples examples, ShardCache cache, int threads) {
        this.shards = new LocalShards(examples.shards(), cache);
        this.rule = examples.rule();
        this.readers = new ReaderPool(shards, rule);
        this.threads = threads;
        this.starts = new long[examples.shards().size() + 1];
        for (int shard = 0; shard < starts.length - 1; shard++) {
            starts[shard + 1] = starts[shard] + examples.shards().get(shard).count();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "copy shards");
        thread.setDaemon(true);
        return thread;
    }

    /** Copies shards that will be needed soon, in the background; a failure is left to those who need them then. */
    void fetch(int[] numbers) {
        for (int number : numbers) {
            ahead.execute(() -> fetch(number));
        }
    }

    private void fetch(int number) {
        if (closed) {
            return;
        }
        try {
            shards.get(number);
        } catch (IOException | RuntimeException e) {
            LOG.debug("shard {} cannot be copied ahead of its use", number, e);
        }
    }

    /** Returns the class of each row of a shard, after copying it to a local disk if it is not there. */
    IntUnaryOperator classes(int shard) {
        try {
            ShardFile file = shards.get(shard);
            return row -> rule.classOf(file.label(row));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        return new Minibatch(shardOf, rows, ImageSeed.NONE, 0);
    }

    @Override
    public void close() {
        closed = true;
        ahead.shutdown();
        readers.close();
        shards.close();
    }
}
