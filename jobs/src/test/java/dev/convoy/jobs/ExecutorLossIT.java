package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.ClusterProcesses.Executor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Executors are killed at different moments and in different ways: the bits stay the same, and the run counts the
 * events.
 */
@ExtendWith(LocalCluster.class)
class ExecutorLossIT {
    /** Time for which fetches wait for a frozen executor, before they fail when it dies. */
    private static final long FROZEN_MILLIS = 500;

    @TempDir
    private Path folder;

    @Test
    void aKilledAndACrashedExecutorAndOneLostInTheShuffleChangeNothing() throws Exception {
        ShortRun job = ShortRun.prepare(4, 10, folder);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        RunWatch watch = start(job, 3, gate);
        gate.holdWorkers(3, 3, watch);
        executors(watch).get(0).kill();
        gate.holdWorkers(5, 3, watch);
        executors(watch).get(0).signal("SEGV");
        killUnderFetches(7, gate, watch);
        gate.open();

        assertSameBits(job, watch, 3);
        assertAFetchFailed(job);
    }

    @Tag("matrix")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void fourExecutorsKilledAtSeededMomentsChangeNothing(long seed) throws Exception {
        ShortRun job = ShortRun.prepare(4, 60, folder);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        RunWatch watch = start(job, 2, gate);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 4; i++) {
            gate.holdWorkers(2 + 12 * i + random.nextInt(6), 2, watch);
            gate.letGoTo(14 + 12 * i);
            RunWatch.pause(random.nextInt(500));
            List<Executor> there = executors(watch);
            there.get(random.nextInt(there.size())).kill();
        }
        gate.open();

        assertSameBits(job, watch, 4);
    }

    @Tag("matrix")
    @Test
    void fourExecutorsKilledBetweenMapAndFetchChangeNothing() throws Exception {
        ShortRun job = ShortRun.prepare(4, 20, folder);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        RunWatch watch = start(job, 3, gate);
        for (int round = 2; round < 18; round += 4) {
            killUnderFetches(round, gate, watch);
        }
        gate.open();

        assertSameBits(job, watch, 4);
        assertAFetchFailed(job);
    }

    @Tag("matrix")
    @Test
    void trainingStartsWithTheFirstExecutorOfMany() throws Exception {
        ShortRun job = ShortRun.prepare(4, 10, folder);
        // Only one core exists of the 8 that are requested.
        Submission end = Submission.run(job.arguments(
                "run",
                "local-cluster[1,1,1024]",
                List.of("spark.cores.max=8", "spark.scheduler.maxRegisteredResourcesWaitingTime=1h")));

        assertThat(end.code()).as(end.why()).isZero();
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
    }

    private static RunWatch start(ShortRun job, int executors, RoundGate gate) throws IOException {
        return new RunWatch(Submission.start(
                job.arguments("run", "local-cluster[%d,1,1024]".formatted(executors), gate.settings())));
    }

    private static List<Executor> executors(RunWatch watch) {
        watch.until("an executor", () -> !watch.executors().executors().isEmpty());
        return watch.executors().executors();
    }

    /**
     * An executor that has trained a worker, and does not average, is frozen so that fetches wait for it, and then
     * killed.
     */
    private static void killUnderFetches(int round, RoundGate gate, RunWatch watch) throws IOException {
        gate.holdWorkers(round, 3, watch);
        Set<String> averaging = gate.holdAverage(round, watch);
        Executor victim = executors(watch).stream()
                .filter(executor -> !averaging.contains(executor.id()))
                .findFirst()
                .orElseThrow();
        victim.signal("STOP");
        gate.letGoTo(round + 1);
        RunWatch.pause(FROZEN_MILLIS);
        victim.kill();
    }

    /** A lost executor costs a round at most its map and its reduce tasks, more than once if a stage is tried again. */
    private static void assertSameBits(ShortRun job, RunWatch watch, int killed) throws Exception {
        Submission end = watch.submission().end();

        assertThat(end.code()).as(end.why()).isZero();
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
        assertThat(job.count("run", "executorsLost")).isEqualTo(killed);
        assertThat(job.count("run", "tasksRetried")).isBetween(1, 4 * killed * job.workers());
        assertThat(Files.readAllLines(job.at("run").resolve("metrics.jsonl"))).hasSize(job.rounds());
        assertThat(ReportData.of(job.at("run")).requireTimeAttributed().lost()).isEqualTo(killed);
    }

    private static void assertAFetchFailed(ShortRun job) throws IOException {
        assertThat(SparkEvents.of(job.events("run")).taskEnds("FetchFailed")).isPositive();
    }
}
