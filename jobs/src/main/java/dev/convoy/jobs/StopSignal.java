package dev.convoy.jobs;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.ShutdownHookManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a command in order when the process is asked to end, by SIGINT, SIGTERM or SIGHUP: what has to be kept is kept before
 * Spark and Hadoop shut down, and one line says what was. The process's exit code is Java's, 128 plus the signal's number.
 */
final class StopSignal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
    /** Spark's own hook stops its contexts at 30 above Hadoop's, which closes the file systems. */
    private static final int PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 40;

    private final Thread command = Thread.currentThread();
    private final Consumer<String> console;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean said = new AtomicBoolean();
    private volatile boolean requested;
    private volatile Stop stop = new Stop(Duration.ZERO, () -> "nothing was written");

    /**
     * What to do about a run.
     *
     * @param grace how long the command has to end by itself; zero to not wait for it
     * @param settle called at once, from another thread than the command's: records that the run was interrupted, and returns
     *     what the user should know
     */
    record Stop(Duration grace, Settlement settle) {}

    /** Settles the state of a run that is interrupted. */
    interface Settlement {
        /** @return what was saved and how to continue */
        String settle() throws Exception;
    }

    /**
     * Watches for signals on behalf of the calling thread until it is closed.
     *
     * @param console gets the one line
     */
    StopSignal(Consumer<String> console) {
        this.console = console;
        ShutdownHookManager.get().addShutdownHook(this::request, PRIORITY, Long.MAX_VALUE / 2, TimeUnit.NANOSECONDS);
    }

    /** From now on, a signal does this. */
    void stopWith(Stop stop) {
        this.stop = stop;
    }

    /** Whether a signal has come. Failures of the command are then its consequences. */
    boolean isRequested() {
        return requested;
    }

    /** Says the one line, unless it has been said. */
    void say(String line) {
        if (!said.getAndSet(true)) {
            console.accept("interrupted: " + line);
        }
    }

    /** The command has ended by itself. */
    @Override
    public void close() {
        ended.countDown();
    }

    private void request() {
        if (ended.getCount() == 0) {
            return;
        }
        requested = true;
        Stop now = stop;
        String line = "";
        try {
            line = now.settle().settle();
            command.interrupt();
            if (now.grace().isZero() || !ended.await(now.grace().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("the command did not end by itself");
            }
        } catch (Exception e) {
            LOG.error("an interrupted run could not be settled", e);
            line = line.isEmpty() ? Failures.oneLine(e) : line;
        }
        say(line);
    }
}
