package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.ClusterProcesses.Executor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The driver is killed, and the same command continues to the same bits. */
@ExtendWith(LocalCluster.class)
class DriverLossIT {
    private static final String CLUSTER = "local-cluster[2,1,1024]";
    private static final int ORPHANS_LIVE_SECONDS = 30;

    @TempDir
    private Path folder;

    @Test
    void aDriverKilledInARoundContinuesWithThatRoundToTheSameBits() throws Exception {
        ShortRun job = ShortRun.prepare(4, 10, folder);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        RunWatch watch = start(job, gate);
        gate.holdWorkers(6, 2, watch);
        List<Executor> orphans = watch.executors().executors();
        kill(watch);
        assertThat(job.status("run")).isEqualTo("running");

        gate.open();
        assertThat(continues(job, gate).out()).contains("continues after round 5, from a checkpoint");
        assertEnd(orphans);
    }

    @Tag("matrix")
    @Test
    void aDriverKilledAtTenSeededMomentsContinuesToTheSameBits() throws Exception {
        ShortRun job = ShortRun.prepare(4, 120, folder);
        SplittableRandom random = new SplittableRandom(1);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        RunWatch starting = start(job, gate);
        RunWatch.pause(500 + random.nextInt(3000));
        kill(starting);
        for (int i = 0; i < 9; i++) {
            gate = RoundGate.closed(folder.resolve("gate-" + i));
            RunWatch watch = start(job, gate);
            gate.holdWorkers(3 + random.nextInt(3), 1, watch);
            gate.open();
            RunWatch.pause(random.nextInt(300));
            kill(watch);
        }

        continues(job, gate);
    }

    private static Submission continues(ShortRun job, RoundGate gate) throws Exception {
        Submission again = start(job, gate).submission().end();
        assertThat(again.code()).as(again.why()).isZero();
        assertThat(again.out()).contains("continues after round ");
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
        assertThat(Files.readAllLines(job.at("run").resolve("metrics.jsonl"))).hasSize(job.rounds());
        return again;
    }

    private static RunWatch start(ShortRun job, RoundGate gate) throws IOException {
        return new RunWatch(
                Submission.start(job.arguments("run", CLUSTER, gate.settings(), "checkpoint.every-rounds=1")));
    }

    private static void kill(RunWatch watch) throws InterruptedException {
        assertThat(watch.submission().driver().isAlive()).isTrue();
        watch.submission().driver().destroyForcibly().waitFor();
    }

    /** Executors that have lost their driver end by themselves. */
    private static void assertEnd(List<Executor> orphans) {
        assertThat(orphans).isNotEmpty().allSatisfy(orphan -> assertThat(
                        orphan.process().onExit())
                .succeedsWithin(ORPHANS_LIVE_SECONDS, TimeUnit.SECONDS));
    }
}
