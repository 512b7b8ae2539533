package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.ClusterProcesses.Executor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Executors come and go as Spark sees fit, and tasks run twice: none of it changes a bit or counts as a mishap. */
@Tag("long")
@ExtendWith(LocalCluster.class)
class ElasticIT {
    @TempDir
    private Path folder;

    @Test
    void dynamicAllocationFromOneExecutorToFourToTwo() throws Exception {
        // Long enough for three more executors to start on a busy machine.
        ShortRun lenet = new ShortRun(8, 6, folder);
        String quiet = lenet.quietSha();
        Submission.Started started = Submission.start(lenet.arguments(
                "run",
                "local-cluster[4,1,1024]",
                "spark.executor.cores=1",
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.shuffleTracking.enabled=true",
                "spark.dynamicAllocation.minExecutors=1",
                "spark.dynamicAllocation.maxExecutors=4",
                "spark.dynamicAllocation.executorIdleTimeout=60s",
                "spark.decommission.enabled=true"));
        RunWatch watch = new RunWatch(started);
        watch.untilExecutors(4);
        watch.untilRound(watch.rounds() + 15);
        decommissionAllButTwo(watch);
        Submission end = started.end();

        assertThat(end.code()).as(end.why()).isZero();
        SparkEvents events = SparkEvents.of(lenet.events("run"));
        System.out.println("executors " + events.executorCounts() + ", retried " + lenet.count("run", "tasksRetried"));
        assertThat(events.executorCounts()).containsSubsequence(1, 4, 2);
        assertThat(lenet.sha("run")).isEqualTo(quiet);
        assertThat(lenet.count("run", "executorsLost")).isZero();
    }

    @Test
    void anExecutorThatIsDecommissionedHasNotBeenLost() throws Exception {
        ShortRun lenet = new ShortRun(8, 3, folder);
        String quiet = lenet.quietSha();
        Submission.Started started = Submission.start(lenet.arguments(
                "run",
                "local-cluster[4,1,1024]",
                "spark.decommission.enabled=true",
                "spark.storage.decommission.enabled=true",
                "spark.storage.decommission.shuffleBlocks.enabled=true",
                "spark.storage.decommission.rddBlocks.enabled=true"));
        RunWatch watch = new RunWatch(started);
        watch.untilRound(10);
        watch.untilExecutors(4);
        decommissionAllButTwo(watch);
        Submission end = started.end();

        assertThat(end.code()).as(end.why()).isZero();
        System.out.println("decommissioned 2, retried " + lenet.count("run", "tasksRetried"));
        assertThat(lenet.sha("run")).isEqualTo(quiet);
        assertThat(lenet.count("run", "executorsLost")).isZero();
    }

    @Test
    void speculativeCopiesChangeNothingAndAreNotRetries() throws Exception {
        ShortRun lenet = new ShortRun(4, 3, folder);
        String quiet = lenet.quietSha();
        // Spark puts a copy on another host only, of which local-cluster has one.
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster"), Map.of())) {
            Submission.Started started = Submission.start(lenet.arguments(
                    "run",
                    cluster.master(),
                    "spark.executor.cores=1",
                    "spark.executor.memory=600m",
                    "spark.speculation=true",
                    "spark.speculation.interval=10ms",
                    "spark.speculation.multiplier=1.01",
                    "spark.speculation.quantile=0.25",
                    "spark.speculation.minTaskRuntime=1ms"));
            new RunWatch(started).untilRound(20);
            Executor slow =
                    new ClusterProcesses(ProcessHandle.current()).executors().get(0);
            slow.signal("STOP");
            RunWatch.pause(2000);
            slow.signal("CONT");
            Submission end = started.end();

            assertThat(end.code()).as(end.why()).isZero();
        }
        SparkEvents events = SparkEvents.of(lenet.events("run"));
        System.out.println("speculative copies " + events.speculativeCopies() + ", killed as slower "
                + events.taskEnds("TaskKilled"));
        assertThat(events.speculativeCopies()).isPositive();
        assertThat(events.taskEnds("TaskKilled")).isPositive();
        assertThat(lenet.sha("run")).isEqualTo(quiet);
        assertThat(lenet.count("run", "tasksRetried")).isZero();
        assertThat(lenet.count("run", "executorsLost")).isZero();
    }

    private static void decommissionAllButTwo(RunWatch watch) {
        List<Executor> there = watch.executors().executors();
        List<Executor> told = there.subList(2, there.size());
        told.forEach(executor -> executor.signal("PWR"));
        watch.until("their end", () -> told.stream()
                .noneMatch(executor -> executor.process().isAlive()));
    }
}
