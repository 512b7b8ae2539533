package dev.convoy.feed;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The readers of a data set, reused from round to round: each has room for an image. Safe for any number of threads. */
public final class ReaderPool implements AutoCloseable {
    private final Shards shards;
    private final InputRule rule;
    private final Queue<ExampleReader> idle = new ConcurrentLinkedQueue<>();

    public ReaderPool(Shards shards, InputRule rule) {
        this.shards = shards;
        this.rule = rule;
    }

    InputRule rule() {
        return rule;
    }

    /** Prepares the examples {@code from} to {@code to} of a minibatch. */
    void read(Minibatch minibatch, int from, int to, MinibatchBuffer into, FeedClock clock) {
        ExampleReader known = idle.poll();
        ExampleReader reader = known != null ? known : new ExampleReader(shards, rule);
        try {
            for (int place = from; place < to; place++) {
                reader.read(minibatch, place, into, clock);
            }
        } finally {
            idle.add(reader);
        }
    }

    @Override
    public void close() {
        for (ExampleReader reader = idle.poll(); reader != null; reader = idle.poll()) {
            reader.close();
        }
    }
}
