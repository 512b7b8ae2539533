package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A run on a real cluster of this machine that is asked to hold, to go on and to stop, and is then continued.
 *
 * @param name of the run folder
 * @param command of the run; the same command continues it
 */
record HeldRun(ShortRun job, String name, Command command) {
    /** Submits with properties of Spark in addition. */
    interface Command {
        Submission.Started start(List<String> properties) throws IOException;
    }

    void play() throws Exception {
        play(2);
    }

    /** @param stages of a round */
    void play(int stages) throws Exception {
        RoundGate gate = RoundGate.closed(job.at(name + "-gate"), stages);
        RunWatch watch = new RunWatch(command.start(gate.settings()));
        gate.holdWorkers(3, 1, watch);
        assertThat(executors()).isPositive();
        ask("hold");
        gate.letGoTo(6);
        watch.until("the status held", () -> status().equals("held"));
        watch.until("no executor", () -> executors() == 0);
        assertThat(job.at(name).resolve("metrics.jsonl")).content().hasLineCount(3);

        ask("resume");
        gate.holdWorkers(6, 1, watch);
        assertThat(status()).isEqualTo("running");
        ask("stop");
        gate.open();
        Submission stopped = watch.submission().end();

        assertThat(stopped.code()).as(stopped.why()).isEqualTo(75);
        assertThat(stopped.error()).containsOnlyOnce("stopped: round 6 is saved in ");
        assertThat(status()).isEqualTo("stopped");
        assertThat(ask("hold").code()).as("a run that has ended cannot hold").isEqualTo(2);
        Submission continued = command.start(List.of()).end();
        assertThat(continued.code()).as(continued.why()).isZero();
        assertThat(continued.out()).contains("continues after round 6");
        assertThat(job.sha(name)).isEqualTo(job.undisturbedSha());
    }

    private VerbRun ask(String verb) {
        VerbRun run = VerbRun.of("local[1]", List.of(verb, job.at(name).toUri().toString()));
        assertThat(run.code()).as(run.error()).isIn(0, 2);
        return run;
    }

    private String status() {
        try {
            Path summary = job.at(name).resolve("run.json");
            return Files.exists(summary)
                    ? Submission.json(summary).path("status").asText()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Number of executor processes that this test's cluster runs. */
    private static int executors() {
        return new ClusterProcesses(ProcessHandle.current()).executors().size();
    }
}
