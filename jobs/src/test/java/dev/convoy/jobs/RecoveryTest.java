package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.round.LocalWorkers;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.StopRule;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.round.WorkersAround;
import dev.convoy.driver.run.Applications;
import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.ProcessIdentity;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.jobs.FaultyFiles.Fault;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunIdentity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.commons.io.output.NullOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After any prefix of a run's file operations, the same command reaches the bits of an undisturbed run: claims,
 * checkpoints, evaluation, {@code model.zip} and {@code run.json} included.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryTest {
    private static final int ROUNDS = 3;
    /** A process that was killed before it wrote its identity can only be waited for. */
    private static final LeaseTimes SHORT = new LeaseTimes(Duration.ofMillis(10), Duration.ofMillis(30));

    private static final Configuration HADOOP = new Configuration();
    private static final PrintStream NOWHERE = new PrintStream(NullOutputStream.INSTANCE);

    @TempDir
    static Path folder;

    private Path run;
    private JobConfig config;
    private Preparation prepared;
    private Workers workers;
    private String expectedSha;
    private boolean claimed;
    private boolean startsFromKilled;

    @BeforeAll
    void trainUndisturbed() throws IOException {
        run = folder.resolve("run");
        ShortRun tiny = ShortRun.prepare(4, ROUNDS, folder);
        List<String> keys = new ArrayList<>(List.of(
                "checkpoint.every-rounds=1",
                "checkpoint.keep=1",
                "train.schedule.type=one-cycle",
                "train.ema=0.9",
                "train.gradient-clipping.norm=1",
                // With half the batch size, an update has as many examples as without.
                "train.accumulation=2",
                "train.outer.optimizer=nesterov",
                "train.augment=[{pad-crop: 2}, alternating-flip, {color-jitter: {contrast: 0.4}}, {rotation: 15},"
                        + " {translation: 0.1}, trivial-augment, erasing, mixup, cutmix]"));
        tiny.keys().forEach((key, value) -> keys.add(key + "=" + value));
        keys.add("train.batch-size=2");
        config = new ConfigLoader().load(Optional.empty(), keys);
        prepared = Preparation.of(config, new SparkConf(), HADOOP);
        workers = new LocalWorkers(prepared.job(), 2, HADOOP);
        train(healthy());
        expectedSha = completed();
        FileUtils.deleteDirectory(run.toFile());
    }

    @AfterAll
    void closeWorkers() {
        workers.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ONCE")
    void everyPrefixOfTheOperationsOfARunRecovers(Fault fault) throws IOException {
        recovers(fault, 50, () -> {});
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ONCE")
    void everyPrefixOfTheOperationsOfAContinuedRunRecovers(Fault fault) throws IOException {
        Path killed = killedAfterTwoCheckpoints();
        recovers(fault, 30, () -> FileUtils.copyDirectory(killed.toFile(), run.toFile()));
        FileUtils.deleteDirectory(killed.toFile());
    }

    @Tag("matrix")
    @Test
    void everyOperationOfARunMayFailOnce() throws IOException {
        recovers(Fault.ONCE, 50, () -> {});
        Path killed = killedAfterTwoCheckpoints();
        recovers(Fault.ONCE, 30, () -> FileUtils.copyDirectory(killed.toFile(), run.toFile()));
        FileUtils.deleteDirectory(killed.toFile());
    }

    /** Creates the files that a run starts from. */
    private interface Start {
        void prepare() throws IOException;
    }

    private void recovers(Fault fault, int leastChanges, Start start) throws IOException {
        int changes = 0;
        start.prepare();
        startsFromKilled = Files.exists(run);
        while (failsAfter(fault, changes)) {
            assertRecovers(fault, changes++);
            FileUtils.deleteDirectory(run.toFile());
            start.prepare();
        }
        FileUtils.deleteDirectory(run.toFile());
        assertThat(changes).as("places to fail at").isGreaterThan(leastChanges);
    }

    private Path killedAfterTwoCheckpoints() throws IOException {
        startsFromKilled = false;
        int changes = 0;
        do {
            FileUtils.deleteDirectory(run.toFile());
            failsAfter(Fault.DEATH, changes++);
        } while (!Files.exists(run.resolve("checkpoints/round-000002")));
        Path killed = folder.resolve("killed");
        FileUtils.moveDirectory(run.toFile(), killed.toFile());
        return killed;
    }

    /** Returns whether the fault occurred after so many changes, and checks what it left. */
    private boolean failsAfter(Fault fault, int changes) throws IOException {
        FaultyFiles files = faulty(fault, changes);
        Throwable failure = catchThrowable(() -> train(files));
        if (!files.hasFailed()) {
            assertThat(failure).as("%s after %d changes", fault, changes).isNull();
            return false;
        }
        if (fault == Fault.FULL_DISK && failure != null) {
            assertThat(Failures.oneLine(failure))
                    .as("after %d changes", changes)
                    .startsWith(
                            "the file system must have room for what is written. Given: IOException: No space left");
            // Without space for a claim, all is as the last process left it.
            if (claimed || !startsFromKilled) {
                if (Files.exists(run.resolve("run.json"))) {
                    assertThat(summary().get("status").asText())
                            .as("after %d changes", changes)
                            .isEqualTo("failed");
                }
                assertNothingIsLeftOver("after %d changes".formatted(changes));
            }
        }
        return true;
    }

    private void assertRecovers(Fault fault, int changes) throws IOException {
        assertThatCode(() -> train(healthy()))
                .as("%s after %d changes", fault, changes)
                .doesNotThrowAnyException();
        assertThat(completed()).as("%s after %d changes", fault, changes).isEqualTo(expectedSha);
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .as("%s after %d changes", fault, changes)
                .hasSize(ROUNDS);
        assertNothingIsLeftOver("%s after %d changes".formatted(fault, changes));
    }

    private void assertNothingIsLeftOver(String when) throws IOException {
        if (!Files.exists(run)) {
            return;
        }
        try (Stream<Path> all = Files.walk(run)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .as(when)
                    .noneMatch(name -> name.startsWith(".") || name.startsWith("owner-"));
        }
    }

    private void train(FileSystem files) throws IOException {
        StopSignal signal = new StopSignal(line -> {});
        claimed = false;
        RunFolder runFolder = new RunFolder(files, files.makeQualified(new org.apache.hadoop.fs.Path(run.toUri())));
        runFolder.create();
        try (RunOwnership ownership =
                RunOwnership.claim(runFolder, ofADeadProcess(), Applications.UNKNOWN, SHORT, line -> {})) {
            claimed = true;
            RunIdentity.requireSame(runFolder, prepared.identity());
            new TrainingRun(config, prepared, runFolder, ownership, NOWHERE)
                    .train(signal, new PhaseClock("start"), () -> new Kept(workers), StopRule.NEVER);
        } finally {
            signal.commandEnded();
        }
    }

    /** The process that a fault represents is dead when the next one asks. */
    private static Owner ofADeadProcess() {
        ProcessIdentity me = ProcessIdentity.current();
        return new Owner(
                new ProcessIdentity(me.host(), me.machine(), Integer.MAX_VALUE, 1, me.user()),
                null,
                "2026-01-01T00:00:00Z",
                UUID.randomUUID().toString());
    }

    /** A disk that is never synced: its cache is not lost in this test. */
    private FileSystem healthy() throws IOException {
        return faulty(Fault.DEATH, Integer.MAX_VALUE);
    }

    private FaultyFiles faulty(Fault fault, int changes) throws IOException {
        return new FaultyFiles(RunFolder.at(run.toString(), HADOOP).files(), fault, changes);
    }

    private String completed() throws IOException {
        JsonNode summary = summary();
        assertThat(summary.get("status").asText()).isEqualTo("completed");
        assertThat(run.resolve("model.zip")).isNotEmptyFile();
        assertThat(run.resolve("model-ema.zip")).isNotEmptyFile();
        return summary.get("paramsSha256").asText()
                + summary.get("averagedWeights").get("paramsSha256").asText();
    }

    private JsonNode summary() throws IOException {
        return Submission.json(run.resolve("run.json"));
    }

    /** Compiled kernels for all runs: what workers compute depends on their arguments alone. */
    private record Kept(Workers workers) implements WorkersAround {
        @Override
        public void close() {
            // Others use them.
        }
    }
}
