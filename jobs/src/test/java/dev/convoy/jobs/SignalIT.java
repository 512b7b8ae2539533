package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal ends a run in order, and the same command continues it to the same bits. */
@ExtendWith(LocalCluster.class)
class SignalIT {
    private static final Map<String, Integer> CODES = Map.of("TERM", 143, "INT", 130);
    private static final int SIGNALS = 20;

    @TempDir
    private Path folder;

    @Test
    void aTerminatedRunSavesTheRoundsSinceItsLastCheckpoint() throws Exception {
        ShortRun job = ShortRun.prepare(4, 10, folder);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"), 1);
        RunWatch watch = new RunWatch(Submission.start(job.arguments("run", "local[2]", gate.settings())));
        gate.holdWorkers(6, 1, watch);
        signal(watch, "TERM");
        Submission end = watch.submission().end();

        assertThat(end.code()).as(end.why()).isEqualTo(143);
        assertThat(end.error().strip())
                .isEqualTo(
                        "interrupted: round 5 is saved in file:%s; the same command with -D run.dir=file:%s continues"
                                .formatted(job.at("run"), job.at("run")));
        assertThat(job.status("run")).isEqualTo("interrupted");
        assertThat(job.count("run", "rounds")).isEqualTo(5);
        assertThat(job.at("run").toFile().list()).noneMatch(name -> name.startsWith("owner-"));

        gate.open();
        Submission again = Submission.run(job.arguments("run", "local[2]", gate.settings()));
        assertThat(again.code()).as(again.why()).isZero();
        assertThat(again.out()).contains("continues after round 5, from a checkpoint");
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
    }

    /** Signals come between half a second and {@code latest} milliseconds after the command: most before a run ends. */
    @Tag("matrix")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local[2]                | TERM | 5000",
                "local[2]                | INT  | 5000",
                "local-cluster[2,1,1024] | TERM | 9000",
                "local-cluster[2,1,1024] | INT  | 9000"
            })
    void aSignalAtAnySeededMomentChangesNoBit(String master, String signal, int latest) throws Exception {
        ShortRun job = ShortRun.prepare(4, 500, folder);
        SplittableRandom random = new SplittableRandom(1);
        int interrupted = 0;
        for (int i = 0; i < SIGNALS; i++) {
            RunWatch watch = new RunWatch(Submission.start(job.arguments("run", master, List.of())));
            long moment = random.nextInt(500, latest);
            RunWatch.pause(moment);
            signal(watch, signal);
            Submission end = watch.submission().end();
            int ended = assertEnds(job, end, CODES.get(signal), signal + " after " + moment + " ms");
            if (ended == 0) {
                // The next run starts at the beginning.
                FileUtils.deleteDirectory(job.at("run").toFile());
            }
            interrupted += ended;
        }
        assertThat(interrupted).as("runs that were interrupted").isGreaterThan(SIGNALS / 2);

        Submission again = Submission.run(job.arguments("run", master, List.of()));
        assertThat(again.code()).as(again.why()).isZero();
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
    }

    /** Returns 1 if the signal came before the run's end, else 0. */
    private static int assertEnds(ShortRun job, Submission end, int code, String when) throws IOException {
        boolean started = Files.exists(job.at("run").resolve("run.json"));
        if (started && job.status("run").equals("completed")) {
            assertThat(end.code()).as(when).isIn(0, code);
            return 0;
        }
        assertThat(end.code()).as(when + end.why()).isEqualTo(code);
        assertThat(end.error().lines())
                .as(when)
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(line -> line.startsWith("interrupted: "));
        if (started) {
            assertThat(job.status("run")).as(when).isEqualTo("interrupted");
        }
        return 1;
    }

    private static void signal(RunWatch watch, String name) throws IOException, InterruptedException {
        long driver = watch.submission().driver().pid();
        new ProcessBuilder("kill", "-" + name, Long.toString(driver)).start().waitFor();
    }
}
