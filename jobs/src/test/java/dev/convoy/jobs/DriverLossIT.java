package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.ClusterProcesses.Executor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The driver is killed, and the same command continues to the same bits. */
@ExtendWith(LocalCluster.class)
class DriverLossIT {
    private static final String CLUSTER = "local-cluster[2,1,1024]";

    @TempDir
    private Path folder;

    @Test
    void aDriverKilledInARoundAndInACheckpointContinuesToTheSameBits() throws Exception {
        ShortRun lenet = new ShortRun(4, 1, folder);
        String quiet = lenet.quietSha();
        killInRound(lenet, 6, 50);
        killInCheckpoint(lenet, 12);

        assertContinuesTo(quiet, lenet);
    }

    @Tag("long")
    @Test
    void aDriverKilledAtTenSeededMomentsContinuesToTheSameBits() throws Exception {
        ShortRun lenet = new ShortRun(4, 3, folder);
        String quiet = lenet.quietSha();
        SplittableRandom random = new SplittableRandom(1);
        int half = 0;
        killWhileItStarts(lenet, 500 + random.nextInt(3000));
        for (int round = 4; round < 44; round += 10) {
            killInRound(lenet, round + random.nextInt(4), random.nextInt(300));
            half += killInCheckpoint(lenet, round + 5 + random.nextInt(4));
        }
        killAtTheEnd(lenet);

        assertThat(half).as("kills that left half a checkpoint").isPositive();
        assertContinuesTo(quiet, lenet);
    }

    private static void assertContinuesTo(String quiet, ShortRun lenet) throws Exception {
        Submission again = start(lenet).end();
        assertThat(again.code()).as(again.why()).isZero();
        assertThat(again.out()).containsPattern("continues after round \\d+, from a checkpoint");
        assertThat(lenet.sha("run")).isEqualTo(quiet);
        assertThat(Files.readAllLines(lenet.run("run").resolve("metrics.jsonl")))
                .hasSize(lenet.rounds());
    }

    private static void killWhileItStarts(ShortRun lenet, long milliseconds) throws Exception {
        Submission.Started started = start(lenet);
        RunWatch.pause(milliseconds);
        kill(started, "while it starts, after " + milliseconds + " ms");
    }

    private static void killInRound(ShortRun lenet, int round, long milliseconds) throws Exception {
        Submission.Started started = start(lenet);
        new RunWatch(started).untilRound(round);
        RunWatch.pause(milliseconds);
        kill(started, "after round " + round + " and " + milliseconds + " ms");
    }

    /** Returns 1 if it left half a checkpoint, else 0. */
    private static int killInCheckpoint(ShortRun lenet, int round) throws Exception {
        Submission.Started started = start(lenet);
        RunWatch watch = new RunWatch(started);
        Path half = lenet.run("run").resolve("checkpoints/.round-%06d.tmp".formatted(round));
        watch.untilRound(round - 1);
        Path whole = lenet.run("run").resolve("checkpoints/round-%06d".formatted(round));
        while (!Files.exists(half) && !Files.exists(whole) && started.driver().isAlive()) {
            Thread.onSpinWait();
        }
        kill(started, "in the checkpoint of round " + round);
        return Files.exists(half) ? 1 : 0;
    }

    /** While it writes the model. */
    private static void killAtTheEnd(ShortRun lenet) throws Exception {
        Submission.Started started = start(lenet);
        new RunWatch(started)
                .until("the model", () -> Files.exists(lenet.run("run").resolve(".model.zip.tmp")));
        kill(started, "while it writes the model");
    }

    private static Submission.Started start(ShortRun lenet) throws IOException {
        return Submission.start(lenet.arguments("run", CLUSTER, "checkpoint.every-rounds=1"));
    }

    /** Kills it, and sees to it that its executors end by themselves. */
    private static void kill(Submission.Started started, String when) throws Exception {
        List<Executor> executors = new RunWatch(started).executors().executors();
        assertThat(started.driver().isAlive()).as("runs " + when).isTrue();
        started.driver().destroyForcibly().waitFor();
        long killed = System.nanoTime();
        while (Stream.of(executors).flatMap(List::stream).anyMatch(one -> one.process()
                .isAlive())) {
            assertThat((System.nanoTime() - killed) / 1e9)
                    .as("seconds that orphaned executors live")
                    .isLessThan(30);
            Thread.sleep(10);
        }
        Path summary = started.run().resolve("run.json");
        if (Files.exists(summary)) {
            assertThat(Submission.json(summary).get("status").asText()).isEqualTo("running");
        }
        System.out.printf(
                "driver killed %s; %d rounds reported; %d executors gone after %.2f s%n",
                when, new RunWatch(started).rounds(), executors.size(), (System.nanoTime() - killed) / 1e9);
    }
}
