package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A YARN that others use too: queues with preemption, attempts of the driver, time slots. */
@Tag("matrix")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedYarnIT {
    @TempDir
    static Path folder;

    private HadoopCluster hadoop;
    private ShortRun job;
    private String expectedSha;

    @BeforeAll
    void start() throws Exception {
        hadoop = new HadoopCluster(folder.resolve("hadoop"));
        job = ShortRun.prepare(8, 10, folder);
        expectedSha = job.undisturbedSha();
    }

    @AfterAll
    void stop() throws IOException {
        if (hadoop != null) {
            hadoop.close();
        }
    }

    @Test
    void aDriverKilledInsideYarnContinuesByItselfInItsSecondAttempt() throws Exception {
        RoundGate gate = RoundGate.closed(folder.resolve("killed-gate"));
        RunWatch watch =
                start("killed", gate, List.of("--deploy-mode", "cluster", "--conf", "spark.yarn.maxAppAttempts=2"));
        gate.holdWorkers(6, 1, watch);
        ProcessHandle driver = processes("org.apache.spark.deploy.yarn.ApplicationMaster")
                .findFirst()
                .orElseThrow();
        driver.destroyForcibly();
        gate.open();
        Submission submission = watch.submission().end();

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(hadoop.attempts(submission.error())).isEqualTo(2);
        assertThat(hadoop.logs("stdout")).contains("continues after round 5, from a checkpoint");
        assertThat(sha("killed")).isEqualTo(expectedSha);
    }

    /** The gate stays closed: the third round would never end. */
    @Test
    void aRunThatStopsInTimeInsideYarnIsNotStartedAgain() throws Exception {
        RoundGate gate = RoundGate.closed(folder.resolve("slot-gate"));
        RunWatch watch = start(
                "slot",
                gate,
                List.of("--deploy-mode", "cluster", "--conf", "spark.yarn.maxAppAttempts=2"),
                "train.until=45s");
        gate.letGoTo(3);
        Submission submission = watch.submission().end();

        assertThat(submission.code()).as(submission.why()).isEqualTo(75);
        // How many rounds come before depends on the machine.
        assertThat(submission.error()).containsOnlyOnce("stopped: ");
        assertThat(hadoop.attempts(submission.error())).isEqualTo(1);
        assertThat(job.status("slot")).isEqualTo("stopped");
        gate.open();
        Submission continued = start("slot", gate, List.of()).submission().end();
        assertThat(continued.code()).as(continued.why()).isZero();
        assertThat(sha("slot")).isEqualTo(expectedSha);
    }

    /** The first fills the cluster, which two queues share by halves; the second gets its half by preemption. */
    @Test
    void twoTenantsOfQueuesWithPreemptionBothTrainTheirBits() throws Exception {
        RoundGate gate = RoundGate.closed(folder.resolve("first-gate"));
        List<String> large = List.of("--conf", "spark.executor.memoryOverhead=5g");
        RunWatch first = start("first", gate, large);
        gate.holdWorkers(3, 2, first);
        List<String> other = new ArrayList<>(large);
        other.addAll(List.of("--queue", "other"));
        RoundGate open = RoundGate.closed(folder.resolve("second-gate"));
        open.open();
        Submission second = start("second", open, other).submission().end();
        gate.open();
        Submission firstEnd = first.submission().end();

        assertThat(second.code()).as(second.why()).isZero();
        assertThat(firstEnd.code()).as(firstEnd.why()).isZero();
        assertThat(sha("second")).isEqualTo(expectedSha);
        assertThat(sha("first")).isEqualTo(expectedSha);
        assertThat(firstEnd.log() + hadoop.logs("stderr")).contains("preempted");
    }

    /** In one queue, so that nothing is preempted. */
    @Test
    void aRunGivesWayToAnotherThatWaitsAndGoesOnAfterIt() throws Exception {
        YieldingRun.Command command = (name, properties) -> {
            List<String> large = new ArrayList<>(List.of("--conf", "spark.executor.memoryOverhead=5g"));
            properties.forEach(property -> large.addAll(List.of("--conf", property)));
            return submit(name, large, "train.yield-when-queued=" + name.equals("yields"));
        };

        assertThat(new YieldingRun(job, "yields", "waits", command).play()).contains("YARN has free ", " MiB on ");
    }

    private RunWatch start(String name, RoundGate gate, List<String> more, String... settings) throws IOException {
        List<String> spark = new ArrayList<>();
        gate.settings().forEach(property -> spark.addAll(List.of("--conf", property)));
        spark.addAll(more);
        return new RunWatch(submit(name, spark, settings));
    }

    private Submission.Started submit(String name, List<String> spark, String... settings) throws IOException {
        List<String> keys = new ArrayList<>(List.of("run.dir=" + job.at(name).toUri(), "checkpoint.every-rounds=1"));
        keys.addAll(List.of(settings));
        List<String> all = job.train(name, keys.toArray(String[]::new));
        all.addAll(List.of("--cluster", "yarn", "--"));
        all.addAll(HadoopIT.yarn());
        all.addAll(spark);
        return Submission.start(hadoop.environment(), all.toArray(String[]::new));
    }

    private static Stream<ProcessHandle> processes(String main) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("java"))
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(main));
    }

    private String sha(String name) throws IOException {
        return job.completed(new org.apache.hadoop.fs.Path(job.at(name).toUri()), new Configuration());
    }
}
