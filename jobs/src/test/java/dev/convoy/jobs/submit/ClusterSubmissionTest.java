package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher that waits for a driver in the cluster reports how it ended, whatever spark-submit, here a script,
 * reports.
 */
class ClusterSubmissionTest {

    @TempDir
    private Path folder;

    private FakeMachine machine;

    @BeforeEach
    void start() throws IOException {
        machine = new FakeMachine(folder).with("TMPDIR", folder.toString());
    }

    /** OUTCOME is the file that the driver would write. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo '{\\\"code\\\": 0}' > OUTCOME                                             | 0  | ''",
                "echo '{\\\"code\\\": 0, \\\"later\\\": 1}' > OUTCOME; exit 1                   | 0  | ''",
                "echo '{\\\"code\\\": 2, \\\"message\\\": \\\"error: no\\\"}' > OUTCOME         | 2  | error: no",
                "echo '{\\\"code\\\": 75, \\\"message\\\": \\\"stopped\\\"}' > OUTCOME; exit 1  | 75 | stopped",
                "echo '{\\\"code\\\": 2, \\\"message\\\": \\\"error: no\\\"}' > OUTCOME; echo 'said: error: no' >&2 | 2 | said: error: no",
                "echo '{\\\"co' > OUTCOME; exit 1                                               | 1  | ''",
                "exit 1                                                                         | 1  | ''",
                "echo '{\\\"code\\\": 75, \\\"message\\\": \\\"stopped\\\"}' > INSIDE                | 75 | stopped",
            })
    void theDriversCodeIsTheCommands(String script, int code, String console) throws Exception {
        spark(script.replace("\\\"", "\""));
        ByteArrayOutputStream error = new ByteArrayOutputStream();

        assertThat(submission(error).run()).isEqualTo(code);
        assertThat(error.toString(StandardCharsets.UTF_8).strip()).isEqualTo(console);
        assertNothingIsLeft();
    }

    /** A schedule must not take a run that has stopped, or was refused, for one that is done. */
    @Test
    void anOutcomeThatIsNotThereIsNoSuccess() throws Exception {
        spark("echo 'State of driver driver-1-1 is FINISHED, exiting' >&2");
        ByteArrayOutputStream error = new ByteArrayOutputStream();

        assertThat(submission(error).run()).isEqualTo(1);
        assertThat(error.toString(StandardCharsets.UTF_8))
                .contains("error: how the driver ended cannot be read from file:" + folder + "/runs/.convoy-")
                .contains("FileNotFoundException")
                .contains("The status in run.json, in file:" + folder + "/runs/1, says it.");
    }

    /** Spark's client ends with 0 when the pod has ended, however it did. */
    @Test
    void aPodThatWasKilledHasFailed() throws Exception {
        spark("printf 'Container final statuses:\\n\\n\\t container name: sidecar\\n\\t exit code: 0\\n\\t container"
                + " name: spark-kubernetes-driver\\n\\t exit code: 137\\n' >&2");
        ByteArrayOutputStream error = new ByteArrayOutputStream();

        assertThat(submission(error).run()).isEqualTo(1);
        assertThat(error.toString(StandardCharsets.UTF_8)).contains("Its pod ended with exit code 137;");
    }

    @ParameterizedTest
    @CsvSource({"FAILED", "ERROR", "KILLED"})
    void aStandaloneDriverThatIsLostHasFailed(String state) throws Exception {
        spark("echo 'State of driver driver-1-1 is RUNNING, continue' >&2; echo 'State of driver driver-1-1 is " + state
                + ", exiting' >&2");
        ByteArrayOutputStream error = new ByteArrayOutputStream();

        assertThat(submission(error).run()).isEqualTo(1);
        assertThat(error.toString(StandardCharsets.UTF_8))
                .contains("error: the driver failed. Its worker has its stderr");
    }

    @Test
    @Timeout(120)
    void aUserWhoStopsWaitingSeesWhatContinues() throws Exception {
        spark("trap 'exit 130' INT TERM; echo 'Submitted application_17_0001' >&2; touch '" + folder
                + "/submitted'; while :; do sleep 0.1; done");
        // A shell that runs tests in the background has its children ignore the signal.
        ProcessBuilder builder = new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ClusterSubmission.class.getName());
        builder.command().addAll(commandLine());
        builder.environment().putAll(machine.machine().environment());
        Process waiting = builder.redirectErrorStream(true).start();
        while (!Files.exists(folder.resolve("submitted"))) {
            Thread.sleep(20);
        }
        List<ProcessHandle> spark = waiting.descendants().toList();
        new ProcessBuilder("kill", "-INT", Long.toString(waiting.pid())).start().waitFor();

        assertThat(new String(waiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("stopped waiting; application_17_0001 continues in the cluster; end it with "
                        + "yarn application -kill application_17_0001\n");
        assertThat(waiting.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting.exitValue()).isEqualTo(130);
        for (ProcessHandle process : spark) {
            process.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    private List<String> commandLine() {
        return List.of(("train -Drun.dir=file:" + folder + "/runs/1 -- --master spark://h:7077 --deploy-mode cluster")
                .split(" ", -1));
    }

    private ClusterSubmission submission(ByteArrayOutputStream error) throws IOException {
        return new ClusterSubmission(
                commandLine(), machine.machine(), new PrintStream(error, true, StandardCharsets.UTF_8));
    }

    private void spark(String work) throws IOException {
        Path script = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
        Files.createDirectories(folder.resolve("runs/1"));
        String outcome = "OUTCOME=$(printf '%s\\n' \"$@\" | sed -n 's/^spark.convoy.outcome=file://p')\n" + "INSIDE="
                + folder + "/runs/1/$(basename $OUTCOME)\n";
        Files.writeString(
                script,
                "#!/bin/bash\n" + outcome
                        + work.replace("OUTCOME", "\"$OUTCOME\"").replace("INSIDE", "\"$INSIDE\"") + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"));
                Stream<Path> temporary = Files.list(folder)) {
            assertThat(runs.filter(file -> !file.toString().endsWith(".crc")))
                    .containsExactly(folder.resolve("runs/1"));
            assertThat(folder.resolve("runs/1")).isDirectoryNotContaining("glob:**.json");
            assertThat(temporary)
                    .noneMatch(file -> file.getFileName().toString().startsWith("convoy-"));
        }
    }
}
