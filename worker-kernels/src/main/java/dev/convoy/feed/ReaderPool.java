package dev.convoy.feed;

import dev.convoy.augment.mix.Mixer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The readers of a data set, each with room for an image, and buffers for minibatches, reused from round to round. Safe
 * for any number of threads.
 */
public final class ReaderPool implements AutoCloseable {
    private final Shards shards;
    private final InputRule rule;
    private final Mixer mixer;
    private final Queue<ExampleReader> idle = new ConcurrentLinkedQueue<>();
    private final Queue<MinibatchBuffer> buffers = new ConcurrentLinkedQueue<>();

    public ReaderPool(Shards shards, InputRule rule) {
        this.shards = shards;
        this.rule = rule;
        this.mixer = rule.mixer();
    }

    InputRule rule() {
        return rule;
    }

    MinibatchBuffer buffer() {
        MinibatchBuffer known = buffers.poll();
        return known != null ? known : rule.buffer();
    }

    /** Takes back a buffer that nobody writes to or reads from any more. */
    void giveBack(MinibatchBuffer buffer) {
        buffers.add(buffer);
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

    /** Mixes the examples of a minibatch, when all of them are prepared. */
    void mix(Minibatch minibatch, MinibatchBuffer buffer, FeedClock clock) {
        if (rule.givesPixels()) {
            long start = System.nanoTime();
            mixer.mix(buffer.examples(minibatch.size()), minibatch.seed());
            clock.decoded(System.nanoTime() - start);
        }
    }

    @Override
    public void close() {
        for (ExampleReader reader = idle.poll(); reader != null; reader = idle.poll()) {
            reader.close();
        }
    }
}
