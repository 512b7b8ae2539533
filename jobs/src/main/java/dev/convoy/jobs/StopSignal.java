package dev.convoy.jobs;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a command in order when the process receives SIGINT, SIGTERM or SIGHUP: what must be kept is saved before Spark
 * and Hadoop shut down, and one line reports it. The process's exit code is Java's, 128 plus the signal's number.
 */
final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);
    /** Spark's own hook stops its contexts at 30 above Hadoop's, which closes the file systems. */
    private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;

    private final Thread command = Thread.currentThread();
    private final Queue<StopSignal> parts = new ConcurrentLinkedQueue<>();
    private final Runnable hook = this::request;
    private final Consumer<String> console;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<String> said = new AtomicReference<>();
    private volatile boolean requested;
    private volatile Stop stop = new Stop(Duration.ZERO, StopSignal::nothingWritten);

    /**
     * The effect of a signal on a run.
     *
     * @param grace time for the command to end by itself; zero to not wait for it
     * @param settle called at once, from another thread than the command's: records that the run was interrupted, and
     *     returns what was saved and how to continue
     */
    record Stop(Duration grace, Supplier<String> settle) {}

    /**
     * Watches for signals on behalf of the calling thread until its command has ended.
     *
     * @param console gets the one line
     */
    StopSignal(Consumer<String> console) {
        this(console, true);
    }

    private StopSignal(Consumer<String> console, boolean isWhole) {
        this.console = console;
        if (isWhole) {
            ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, Long.MAX_VALUE / 2, TimeUnit.NANOSECONDS);
        }
    }

    /** Returns a signal for a part of the command that the calling thread does: it stops with the whole. */
    StopSignal part() {
        parts.removeIf(other -> other.ended.getCount() == 0);
        StopSignal part = new StopSignal(line -> {}, false);
        parts.add(part);
        if (requested) {
            part.requested = true;
            Thread.currentThread().interrupt();
        }
        return part;
    }

    /** Sets what a signal does from now on. */
    void stopWith(Stop stop) {
        this.stop = stop;
    }

    /** Whether a signal has arrived. Failures of the command are then its consequences. */
    boolean isRequested() {
        return requested;
    }

    /** Prints the line, unless a line was printed before. */
    void say(String line) {
        String whole = "interrupted: " + line;
        if (said.compareAndSet(null, whole)) {
            console.accept(whole);
        }
    }

    /** Returns the printed line; empty if there is none yet. */
    String said() {
        return said.get() == null ? "" : said.get();
    }

    private static String nothingWritten() {
        RunLog.discardTemporary();
        return "nothing was written";
    }

    /** Records that the command has ended by itself. */
    void commandEnded() {
        ended.countDown();
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
            ShutdownHookManager.get().removeShutdownHook(hook);
        }
    }

    private void request() {
        if (ended.getCount() == 0) {
            return;
        }
        requested = true;
        Stop now = stop;
        parts.forEach(part -> part.requested = true);
        String line = settle(now);
        parts.forEach(StopSignal::interrupt);
        command.interrupt();
        try {
            if (!ended.await(now.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("the process ends before the command does");
            }
        } catch (InterruptedException e) {
            LOG.info("the process ends at once", e);
        }
        say(line);
    }

    private void interrupt() {
        if (ended.getCount() > 0) {
            settle(stop);
            command.interrupt();
        }
    }

    /** Runs on a separate thread, because a file system that does not answer must not keep the process alive. */
    private static String settle(Stop stop) {
        try {
            return CompletableFuture.supplyAsync(stop.settle()).get(SETTLE_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            LOG.error("cannot record that the run was interrupted", e);
            return "this could not be recorded (" + Failures.oneLine(e)
                    + "); the same command continues from the last checkpoint";
        }
    }
}
