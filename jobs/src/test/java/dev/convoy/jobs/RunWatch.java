package dev.convoy.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Watches a run from outside, while it lasts. */
record RunWatch(Submission.Started submission) {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Rounds that the run has reported so far. */
    int rounds() {
        try {
            Path metrics = submission.run().resolve("metrics.jsonl");
            return Files.exists(metrics) ? Files.readAllLines(metrics).size() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void untilRound(int round) {
        until("round " + round, () -> rounds() >= round);
    }

    List<ClusterProcesses.Executor> untilExecutors(int count) {
        ClusterProcesses processes = executors();
        until(count + " executors", () -> processes.executors().size() == count);
        return processes.executors();
    }

    /** @param what what is awaited, for the message if it does not happen, or the run ends before it */
    void until(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (!submission.driver().isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError("waited for " + what + " in vain, after " + rounds() + " rounds; "
                        + (submission.driver().isAlive() ? "the run goes on" : "the run has ended") + "\n" + log());
            }
            pause(2);
        }
    }

    ClusterProcesses executors() {
        return new ClusterProcesses(submission.driver().toHandle());
    }

    static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String log() {
        try {
            return submission.log();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
