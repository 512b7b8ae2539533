package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/**
 * A run that fills a real cluster and gives way to another run, which needs more than is left.
 *
 * @param first name of the run that gives way
 * @param second name of the other
 */
record YieldingRun(ShortRun job, String first, String second, Command command) {
    private static final int GATE = 3;

    /** Submits the run of that name with properties of Spark in addition. */
    interface Command {
        Submission.Started start(String name, List<String> properties) throws IOException;
    }

    /** Returns what the second run says while it waits. */
    String play() throws Exception {
        RoundGate gate = RoundGate.closed(job.at(first + "-gate"));
        RunWatch holder = new RunWatch(command.start(first, gate.settings()));
        gate.holdWorkers(GATE, 2, holder);
        RunWatch other = new RunWatch(command.start(second, List.of()));
        other.until("its line without an executor", () -> out(other).contains("no executor for "));
        String waits = out(other);
        assertThat(other.rounds()).isZero();
        gate.open();
        Submission otherEnd = other.submission().end();
        Submission holderEnd = holder.submission().end();

        assertThat(otherEnd.code()).as(otherEnd.why()).isZero();
        assertThat(otherEnd.out()).as("one that holds does not wait").doesNotContain("holds after");
        assertThat(holderEnd.code()).as(holderEnd.why()).isZero();
        assertThat(holderEnd.out())
                .containsOnlyOnce("holds after round " + GATE + ": other applications wait for resources")
                .containsOnlyOnce("goes on");
        assertThat(List.of(job.sha(first), job.sha(second))).containsOnly(job.undisturbedSha());
        return waits;
    }

    private static String out(RunWatch run) {
        try {
            return Files.readString(run.submission().folder().resolve("out"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
