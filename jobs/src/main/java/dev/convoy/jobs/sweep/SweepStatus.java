package dev.convoy.jobs.sweep;

import dev.convoy.driver.control.Holder;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/**
 * Keeps {@code sweep.json} up to date, which has the fields {@code status} and {@code error} of a run's {@code run.json}.
 * The first end that is recorded stays; a thread that handles a signal may record it while the sweep continues.
 */
public final class SweepStatus {
    public static final String FILE = "sweep.json";

    private final RunFolder folder;
    private final RunOwnership ownership;
    private boolean hasEnded;

    private record Content(String status, String error) {}

    public SweepStatus(RunFolder folder, RunOwnership ownership) {
        this.folder = folder;
        this.ownership = ownership;
    }

    /** Records that the sweep trains. */
    public void begin() throws IOException {
        write(Status.RUNNING, null);
    }

    /** Records that the sweep has ended, unless it has ended already. */
    public synchronized void end(Status status) throws IOException {
        write(status, null);
        hasEnded = true;
    }

    /**
     * Records that the sweep failed, unless it has ended already. An exception here is added to the failure.
     *
     * @param error the failure on one line
     */
    public synchronized void fail(Throwable failure, String error) {
        try {
            write(Status.FAILED, error);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
        hasEnded = true;
    }

    /** Shows in the file and on the console that all trials hold. */
    public Holder holding(Consumer<String> console) {
        return new Holder() {
            @Override
            public void holds(String reason) {
                show("holds: " + reason, Status.HELD);
            }

            @Override
            public void goesOn() {
                show("goes on", Status.RUNNING);
            }

            private void show(String line, Status status) {
                try {
                    write(status, null);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                console.accept(line);
            }
        };
    }

    private synchronized void write(Status status, String error) throws IOException {
        if (!hasEnded) {
            ownership.requireHeld();
            folder.replace(FILE, Json.pretty(new Content(status.key(), error)));
        }
    }
}
