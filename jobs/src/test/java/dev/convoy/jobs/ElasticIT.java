package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.ClusterProcesses.Executor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors are added and removed as Spark decides, and tasks run twice: no bit changes, and nothing counts as a
 * failure.
 */
@ExtendWith(LocalCluster.class)
class ElasticIT {
    @TempDir
    private Path folder;

    @Test
    void dynamicAllocationFromOneExecutorToFourToTwo() throws Exception {
        ShortRun job = growAndShrink(List.of(
                "spark.executor.cores=1",
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.minExecutors=1",
                "spark.dynamicAllocation.maxExecutors=4",
                "spark.dynamicAllocation.executorIdleTimeout=60s",
                "spark.decommission.enabled=true"));

        assertThat(SparkEvents.of(job.events("run")).executorCounts()).containsSubsequence(1, 4, 2);
    }

    @Tag("matrix")
    @Test
    void anExecutorThatHandsOverItsBlocksHasNotBeenLost() throws Exception {
        ShortRun job = growAndShrink(List.of(
                "spark.decommission.enabled=true",
                "spark.storage.decommission.enabled=true",
                "spark.storage.decommission.shuffleBlocks.enabled=true",
                "spark.storage.decommission.rddBlocks.enabled=true"));

        assertThat(SparkEvents.of(job.events("run")).executorCounts()).containsSubsequence(4, 2);
    }

    /** The first round waits for four executors; two of them are decommissioned while they train the fifth. */
    private ShortRun growAndShrink(List<String> spark) throws Exception {
        ShortRun job = ShortRun.prepare(8, 10, folder);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        List<String> all = new ArrayList<>(spark);
        all.addAll(gate.settings());
        RunWatch watch = new RunWatch(Submission.start(job.arguments("run", "local-cluster[4,1,1024]", all)));
        gate.holdWorkers(1, 4, watch);
        gate.holdWorkers(5, 4, watch);
        List<Executor> leaving = watch.executors().executors().subList(0, 2);
        leaving.forEach(executor -> executor.signal("PWR"));
        gate.holdAverage(5, watch);
        watch.until("the two to leave", () -> leaving.stream()
                .noneMatch(executor -> executor.process().isAlive()));
        gate.open();
        Submission end = watch.submission().end();

        assertThat(end.code()).as(end.why()).isZero();
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
        assertThat(job.count("run", "executorsLost")).isZero();
        return job;
    }

    @Tag("matrix")
    @Test
    void speculativeCopiesChangeNothingAndAreNotRetries() throws Exception {
        ShortRun job = ShortRun.prepare(4, 10, folder);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        List<String> spark = new ArrayList<>(gate.settings());
        spark.addAll(List.of(
                "spark.executor.cores=1",
                "spark.executor.memory=600m",
                "spark.speculation=true",
                "spark.speculation.interval=10ms",
                "spark.speculation.multiplier=1.01",
                "spark.speculation.quantile=0.25",
                "spark.speculation.minTaskRuntime=1ms"));
        // Spark starts a copy on another host only, and local-cluster has one host.
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"), Map.of())) {
            RunWatch watch = new RunWatch(Submission.start(job.arguments("run", cluster.master(), spark)));
            gate.holdWorkers(3, 4, watch);
            Executor slow =
                    new ClusterProcesses(ProcessHandle.current()).executors().get(0);
            slow.signal("STOP");
            gate.letGoTo(9);
            // Only copies of the tasks bring the run to this round.
            gate.holdWorkers(9, 1, watch);
            slow.signal("CONT");
            gate.open();
            Submission end = watch.submission().end();

            assertThat(end.code()).as(end.why()).isZero();
        }
        SparkEvents events = SparkEvents.of(job.events("run"));
        assertThat(events.speculativeCopies()).isPositive();
        assertThat(events.taskEnds("TaskKilled")).isPositive();
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
        assertThat(job.count("run", "tasksRetried")).isZero();
        assertThat(job.count("run", "executorsLost")).isZero();
    }
}
