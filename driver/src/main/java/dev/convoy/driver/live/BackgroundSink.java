package dev.convoy.driver.live;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.driver.run.Redaction;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the points of a run to a sink on a daemon thread. Training never waits for the sink, except at the end of the
 * run, for a limited time. What a sink could not write is tried again later; if too many points wait, new ones are
 * dropped.
 */
public final class BackgroundSink implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundSink.class);
    private static final int MAX_WAITING = 10_000;
    /** A request to MLflow may have 1,000 values, and a round has at most 7. */
    private static final int MAX_BATCH = 100;

    /**
     * Times of a sink.
     *
     * @param retry time between two attempts to write what failed
     * @param end time for the last points at the end of the run
     */
    public record Patience(Duration retry, Duration end) {
        public static final Patience DEFAULT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    private final String name;
    private final PointSink sink;
    private final Patience patience;
    private final Consumer<String> console;
    private final Queue<Point> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean ended;
    private boolean dropped;
    private boolean failed;
    private boolean complete;
    private boolean abandoned;

    /**
     * Starts the thread.
     *
     * @param name of the sink, for messages
     * @param console gets one line if the sink fails, and one if points are dropped
     */
    public BackgroundSink(String name, PointSink sink, Patience patience, Consumer<String> console) {
        this.name = name;
        this.sink = sink;
        this.patience = patience;
        this.console = console;
        this.thread = new Thread(this::run, "convoy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void roundDone(RoundReport report, Progress at) {
        add(Point.of(report));
    }

    private synchronized void add(Point point) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(point);
            notifyAll();
            return;
        }
        if (!dropped) {
            dropped = true;
            warn("is too slow: points are dropped from round " + point.round() + " on");
        }
    }

    private void run() {
        try {
            List<Point> batch = List.of();
            do {
                deliver(batch);
                batch = next();
            } while (!batch.isEmpty());
            sink.close();
            complete();
        } catch (InterruptedException e) {
            LOG.debug("{} is abandoned", name, e);
        } catch (IOException | RuntimeException | LinkageError e) {
            failed(e);
        }
    }

    /** Tries until it succeeds, or until the run has ended and one more attempt has failed. */
    private void deliver(List<Point> batch) throws IOException, InterruptedException {
        while (true) {
            boolean last = hasEnded();
            try {
                sink.write(batch);
                return;
            } catch (IOException | RuntimeException e) {
                if (last) {
                    throw e;
                }
                failed(e);
            }
            pause();
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    private synchronized void pause() throws InterruptedException {
        long until = System.nanoTime() + patience.retry().toNanos();
        for (long left = patience.retry().toMillis();
                left > 0 && !ended;
                left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Returns the next points; none if the run has ended. */
    private synchronized List<Point> next() throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
        List<Point> batch = new ArrayList<>();
        while (!waiting.isEmpty() && batch.size() < MAX_BATCH) {
            batch.add(waiting.remove());
        }
        return batch;
    }

    private synchronized void complete() {
        complete = true;
    }

    private synchronized void failed(Throwable failure) {
        LOG.debug("{} failed", name, failure);
        if (!failed && !abandoned) {
            failed = true;
            warn("failed; training continues: " + failure);
        }
    }

    private void warn(String what) {
        String line = Redaction.of(name + " " + what).replace('\n', ' ');
        LOG.warn(line);
        console.accept("note: " + line);
    }

    /** Ends the points, and waits a limited time for those that the sink has not written yet. */
    @Override
    public void close() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        try {
            thread.join(patience.end().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            abandoned = true;
            if (!complete) {
                warn("does not have the last points of the run");
            }
        }
        thread.interrupt();
    }
}
