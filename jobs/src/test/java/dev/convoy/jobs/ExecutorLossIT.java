package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.ClusterProcesses.Executor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors are killed, at any moment and in any way: the bits stay, and the run counts what happened. */
@ExtendWith(LocalCluster.class)
class ExecutorLossIT {
    /** On the class path of the driver, for {@link KillInShuffle}. */
    private static final Path TESTS = Path.of("target/test-classes").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void aKilledAndACrashedExecutorAndOneLostInTheShuffleChangeNothing() throws Exception {
        ShortRun lenet = new ShortRun(4, 1, folder);
        String quiet = lenet.quietSha();
        Submission.Started started = startWithKillsInShuffle(lenet, "12");
        RunWatch watch = new RunWatch(started);
        watch.untilRound(3);
        watch.untilExecutors(3).get(0).kill();
        watch.untilRound(7);
        watch.executors().executors().get(0).signal("SEGV");
        Submission end = started.end();

        assertThat(end.code()).as(end.why()).isZero();
        assertThat(lenet.sha("run")).isEqualTo(quiet);
        assertCounts(lenet, 3);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void tenExecutorsKilledAtSeededMomentsChangeNothing(long seed) throws Exception {
        ShortRun lenet = new ShortRun(4, 3, folder);
        String quiet = lenet.quietSha();
        Submission.Started started = Submission.start(lenet.arguments("run", "local-cluster[2,1,1024]"));
        RunWatch watch = new RunWatch(started);
        SplittableRandom random = new SplittableRandom(seed);
        List<Kill> kills = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            watch.untilRound(3 + 5 * i + random.nextInt(5));
            RunWatch.pause(random.nextInt(400));
            watch.until("an executor", () -> !watch.executors().executors().isEmpty());
            List<Executor> executors = watch.executors().executors();
            Executor victim = executors.get(random.nextInt(executors.size()));
            kills.add(new Kill(victim.id(), watch.rounds(), System.currentTimeMillis()));
            victim.kill();
        }
        Submission end = started.end();

        assertThat(end.code()).as(end.why()).isZero();
        print("seed " + seed, lenet, kills);
        assertThat(lenet.sha("run")).as("seed " + seed).isEqualTo(quiet);
        assertCounts(lenet, 10);
    }

    @Tag("long")
    @Test
    void executorsKilledBetweenMapAndFetchChangeNothing() throws Exception {
        ShortRun lenet = new ShortRun(4, 3, folder);
        String quiet = lenet.quietSha();
        Submission end = startWithKillsInShuffle(lenet, "5,20,35,50").end();

        assertThat(end.code()).as(end.why()).isZero();
        assertThat(lenet.sha("run")).isEqualTo(quiet);
        assertCounts(lenet, 4);
        assertThat(SparkEvents.of(lenet.events("run")).taskEnds("FetchFailed"))
                .as("a fetch that failed")
                .isPositive();
    }

    @Tag("long")
    @Test
    void trainingStartsWithTheFirstExecutorOfMany() throws Exception {
        ShortRun lenet = new ShortRun(4, 1, folder);
        // One core is all there is of the 8 that are asked for.
        Submission end = Submission.run(lenet.arguments(
                "run",
                "local-cluster[1,1,1024]",
                "spark.cores.max=8",
                "spark.scheduler.maxRegisteredResourcesWaitingTime=1h"));

        assertThat(end.code()).as(end.why()).isZero();
        assertThat(lenet.sha("run")).isEqualTo(lenet.quietSha());
    }

    /** Of three executors, two have ended their map tasks while the last of four map tasks runs on the third. */
    private static Submission.Started startWithKillsInShuffle(ShortRun lenet, String jobs) throws IOException {
        return Submission.start(lenet.arguments(
                "run",
                "local-cluster[3,1,1024]",
                "spark.driver.extraClassPath=" + TESTS,
                "spark.extraListeners=" + KillInShuffle.class.getName(),
                KillInShuffle.JOBS + "=" + jobs));
    }

    /** A lost executor costs a round at most its map and its reduce tasks, more than once if a stage is tried again. */
    private static void assertCounts(ShortRun lenet, int killed) throws IOException {
        assertThat(lenet.count("run", "executorsLost")).isEqualTo(killed);
        assertThat(lenet.count("run", "tasksRetried")).isBetween(1, 4 * killed * lenet.workers());
        assertThat(Files.readAllLines(lenet.run("run").resolve("metrics.jsonl")))
                .hasSize(lenet.rounds());
    }

    private record Kill(String executor, int round, long time) {}

    /** What each kill cost, for people to read. */
    private static void print(String title, ShortRun lenet, List<Kill> kills) throws IOException {
        SparkEvents events = SparkEvents.of(lenet.events("run"));
        List<Double> seconds = new ArrayList<>();
        for (String line : Files.readAllLines(lenet.run("run").resolve("metrics.jsonl"))) {
            seconds.add(Double.valueOf(line.replaceFirst(".*\"seconds\":([0-9.E-]+).*", "$1")));
        }
        double median =
                seconds.stream().sorted(Comparator.naturalOrder()).toList().get(seconds.size() / 2);
        System.out.printf(Locale.ROOT, "%s: a round takes %.2f s in the median%n", title, median);
        for (Kill kill : kills) {
            double noticed = (events.time("SparkListenerExecutorRemoved", kill.executor())
                                    .orElseThrow()
                            - kill.time())
                    / 1e3;
            System.out.printf(
                    Locale.ROOT,
                    "killed executor %s in round %d; noticed after %.2f s; the round took %.2f s, the next %.2f s%n",
                    kill.executor(),
                    kill.round() + 1,
                    noticed,
                    seconds.get(kill.round()),
                    seconds.get(kill.round() + 1));
        }
        System.out.printf(
                "retried %d, lost %d, fetches failed %d%n",
                lenet.count("run", "tasksRetried"),
                lenet.count("run", "executorsLost"),
                events.taskEnds("FetchFailed"));
    }
}
