package dev.convoy.feed;

import dev.convoy.kernel.Batch;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The minibatches of a worker's round, one after the other: while the kernel computes one, threads prepare the next. Each
 * batch is valid until the next is asked for.
 */
public final class BatchFeed implements Iterator<Batch>, AutoCloseable {
    /** Minibatches that are prepared ahead of the kernel. */
    private static final int AHEAD = 2;
    /** Parts of a minibatch for each thread, so that threads end at about the same time. */
    private static final int PARTS_PER_THREAD = 4;

    private final Iterator<Minibatch> minibatches;
    private final ReaderPool readers;
    private final ExecutorService threads;
    private final int parts;
    private final Queue<MinibatchBuffer> free = new ArrayDeque<>();
    private final Queue<Prepared> ahead = new ArrayDeque<>();
    private final FeedClock clock = new FeedClock();
    private MinibatchBuffer used;
    private long waitingNanos;
    private volatile boolean closed;

    private record Prepared(Minibatch minibatch, MinibatchBuffer buffer, List<Future<?>> parts) {}

    /**
     * @param minibatches not empty ones
     * @param threads threads that prepare examples, unless they are stored as they are used: the caller's thread reads
     *     these
     */
    public BatchFeed(Iterator<Minibatch> minibatches, ReaderPool readers, int threads) {
        this.minibatches = minibatches;
        this.readers = readers;
        boolean cheap = readers.rule().isStoredAsUsed();
        this.threads = cheap ? null : Executors.newFixedThreadPool(threads, BatchFeed::daemon);
        this.parts = cheap ? 1 : threads * PARTS_PER_THREAD;
        for (int i = 0; i < (cheap ? 1 : AHEAD + 1); i++) {
            free.add(readers.buffer());
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "prepare examples");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || minibatches.hasNext();
    }

    @Override
    public Batch next() {
        long start = System.nanoTime();
        if (used != null) {
            free.add(used);
            used = null;
        }
        prepareAhead();
        Prepared next = ahead.poll();
        if (next == null) {
            throw new NoSuchElementException();
        }
        next.parts().forEach(BatchFeed::await);
        // Only now: if a part fails, others may still be written, and the buffer must not be given back.
        used = next.buffer();
        waitingNanos += System.nanoTime() - start;
        Minibatch minibatch = next.minibatch();
        return next.buffer().batch(minibatch.size(), minibatch.seed()).completing(minibatch.updateSize());
    }

    /** What the minibatches took so far. */
    public FeedTimes times() {
        return clock.times(waitingNanos);
    }

    private void prepareAhead() {
        while (!free.isEmpty() && minibatches.hasNext()) {
            Minibatch minibatch = minibatches.next();
            MinibatchBuffer buffer = free.remove();
            buffer.reserve(minibatch.size(), readers.rule().givesPixels());
            if (threads == null) {
                readers.read(minibatch, 0, minibatch.size(), buffer, clock);
                ahead.add(new Prepared(minibatch, buffer, List.of()));
                continue;
            }
            AtomicInteger left = new AtomicInteger(parts);
            List<Future<?>> running = IntStream.range(0, parts)
                    .<Future<?>>mapToObj(part -> threads.submit(() -> prepare(minibatch, part, buffer, left)))
                    .toList();
            ahead.add(new Prepared(minibatch, buffer, running));
        }
    }

    /** @param left parts that are not ready; the thread that prepares the last one mixes the examples */
    private void prepare(Minibatch minibatch, int part, MinibatchBuffer buffer, AtomicInteger left) {
        int from = (int) ((long) minibatch.size() * part / parts);
        int to = (int) ((long) minibatch.size() * (part + 1) / parts);
        if (closed) {
            return;
        }
        if (from < to) {
            readers.read(minibatch, from, to, buffer, clock);
        }
        if (left.decrementAndGet() == 0) {
            readers.mix(minibatch, buffer, clock);
        }
    }

    private static void await(Future<?> part) {
        try {
            part.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for examples", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Ends the threads after the examples they work on. They are not interrupted: a class that is interrupted while it
     * loads its native library stays unusable.
     */
    @Override
    public void close() {
        closed = true;
        if (threads != null) {
            threads.shutdown();
        }
        // Those of minibatches that were not taken may still be written to.
        free.forEach(readers::giveBack);
        if (used != null) {
            readers.giveBack(used);
        }
        free.clear();
        used = null;
    }
}
