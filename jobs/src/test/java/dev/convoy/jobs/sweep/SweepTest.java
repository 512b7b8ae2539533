package dev.convoy.jobs.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.FailingStreams;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.sweep.Choice;
import dev.convoy.driver.sweep.Metric;
import dev.convoy.driver.sweep.Rungs;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.SweepSettings.Strategy;
import dev.convoy.driver.sweep.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The decisions of a sweep, and what a killed one leaves, with trials that only pretend to train. */
class SweepTest {
    private static final int FAILING = 5;
    private static final SweepSettings HALVING = settings(Strategy.HALVING, Rungs.at(List.of(1, 2), 4));
    private static final SweepSettings ASHA = settings(Strategy.ASHA, Rungs.at(List.of(1, 2), 4));
    private static final SweepSettings GRID = settings(Strategy.GRID, Rungs.whole(4));

    @TempDir
    private Path temporary;

    private RunFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = RunFolder.at(temporary.resolve("sweep").toString(), new Configuration());
        folder.create();
    }

    private static SweepSettings settings(Strategy strategy, Rungs rungs) {
        List<String> seeds = List.of("1", "2", "3", "4", "5", "6", "7", "8");
        return new SweepSettings(
                strategy,
                OptionalInt.empty(),
                rungs,
                1,
                OptionalInt.empty(),
                Metric.ACCURACY,
                new TreeMap<>(Map.of("train.seed", new Choice.Values(seeds))));
    }

    /** Trial 5 fails, 8 is the best, and at the second rung 6 is better than 7. */
    private static OptionalDouble pretend(Trial trial, OptionalInt epochs) throws TrialFailedException {
        if (trial.number() == FAILING) {
            throw new TrialFailedException("its loss is not finite", null, false);
        }
        return OptionalDouble.of(
                epochs.equals(OptionalInt.of(2)) && trial.number() == 6 ? 0.75 : trial.number() / 10.0);
    }

    /** The process has ended. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private boolean sweep(SweepSettings settings, int concurrent, TrialRunner runner, Consumer<String> console)
            throws IOException {
        SweepLog.requireSame(folder, settings.identity());
        SweepLog log = new SweepLog(folder, settings.identity());
        return new Sweep(settings.allTrials(), settings, log, runner, console).run(concurrent);
    }

    @Test
    void theBestHalfOfEachRungGoesOn() throws IOException {
        List<String> console = Collections.synchronizedList(new ArrayList<>());
        sweep(HALVING, 1, SweepTest::pretend, console::add);

        assertThat(decisions())
                .contains(
                        "STARTED 1 rung 1 to 1", "STARTED 4 rung 2 to 2", "STARTED 8 rung 3 to null", "FAILED 5 rung 1")
                .filteredOn(line -> line.matches("(PROMOTED|STOPPED|ENDED).*"))
                .containsExactlyInAnyOrder(
                        "STOPPED 1 rung 1",
                        "STOPPED 2 rung 1",
                        "STOPPED 3 rung 1",
                        "PROMOTED 4 rung 1",
                        "PROMOTED 6 rung 1",
                        "PROMOTED 7 rung 1",
                        "PROMOTED 8 rung 1",
                        "STOPPED 4 rung 2",
                        "PROMOTED 6 rung 2",
                        "STOPPED 7 rung 2",
                        "PROMOTED 8 rung 2",
                        "ENDED 8");
        assertThat(console)
                .startsWith("sweep 0/14 | trial 001 starts | to epoch 1 | train.seed=1")
                .contains(
                        "sweep 1/14 | trial 001 | rung 1 | accuracy 0.1000",
                        "sweep 5/14 | trial 005 | rung 1 | failed: its loss is not finite",
                        "sweep 8/14 | trial 004 | promoted from rung 1")
                .endsWith("sweep 14/14 | best: trial 008 | accuracy 0.8000 | train.seed=8");
    }

    @Test
    void aGridTrainsEachTrialToItsEnd() throws IOException {
        List<String> trained = Collections.synchronizedList(new ArrayList<>());
        sweep(
                GRID,
                3,
                (trial, epochs) -> {
                    trained.add(trial.name() + epochs);
                    return pretend(trial, epochs);
                },
                line -> {});

        assertThat(trained).hasSize(8).allMatch(line -> line.endsWith("OptionalInt.empty"));
    }

    @Test
    void howManyTrainAtOnceChangesNoDecision() throws IOException {
        sweep(HALVING, 1, SweepTest::pretend, line -> {});
        List<String> alone = decisions();
        FileUtils.deleteDirectory(temporary.resolve("sweep").toFile());
        folder.create();
        sweep(HALVING, 5, SweepTest::pretend, line -> {});

        assertThat(decisions()).isEqualTo(alone);
    }

    @Test
    void trialsTrainSideBySide() throws IOException {
        CyclicBarrier four = new CyclicBarrier(4);
        sweep(
                GRID,
                4,
                (trial, epochs) -> {
                    try {
                        four.await(20, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new AssertionError("fewer than four at the same time", e);
                    }
                    return OptionalDouble.of(0.5);
                },
                line -> {});
    }

    @Test
    void killedAfterAnyEventItMakesTheSameDecisions() throws IOException {
        sweep(HALVING, 3, SweepTest::pretend, line -> {});
        List<String> undisturbed = decisions();
        int events = undisturbed.size() - 1;
        for (int killed = 0; killed < events; killed++) {
            FileUtils.deleteDirectory(temporary.resolve("sweep").toFile());
            folder.create();
            int after = killed;
            int[] seen = {0};
            assertThatThrownBy(() -> sweep(HALVING, 3, SweepTest::pretend, line -> {
                        if (seen[0]++ == after) {
                            throw new Killed();
                        }
                    }))
                    .as("after event %d", killed)
                    .isInstanceOf(Killed.class);
            // Half a line more, as of a process that was killed while it wrote.
            Files.writeString(log(), "{\"time\":\"2026-", StandardOpenOption.APPEND);
            sweep(HALVING, 3, SweepTest::pretend, line -> {});

            assertThat(decisions()).as("killed after event %d", killed).isEqualTo(undisturbed);
        }
        assertThat(events).isGreaterThan(30);
    }

    @Test
    void anAsynchronousSweepKilledAfterAnyEventDecidesNothingTwice() throws IOException {
        for (int killed = 0; killed < 30; killed++) {
            FileUtils.deleteDirectory(temporary.resolve("sweep").toFile());
            folder.create();
            int after = killed;
            int[] seen = {0};
            assertThatThrownBy(() -> sweep(ASHA, 3, SweepTest::pretend, line -> {
                        if (seen[0]++ == after) {
                            throw new Killed();
                        }
                    }))
                    .as("after event %d", killed)
                    .isInstanceOf(Killed.class);
            List<String> console = Collections.synchronizedList(new ArrayList<>());
            assertThat(sweep(ASHA, 3, SweepTest::pretend, console::add)).isTrue();

            assertThat(decisions())
                    .as("killed after event %d", killed)
                    .doesNotHaveDuplicates()
                    .contains("PROMOTED 8 rung 1", "RESULT 8 rung 3 0.8", "ENDED 8")
                    .filteredOn(line -> line.matches("(RESULT|FAILED) .* rung 1.*"))
                    .hasSize(8);
            assertThat(console).last().asString().matches("sweep \\d+ \\| best: trial 008 .*");
        }
    }

    @Test
    void whatIsInTheLogIsNotTrainedAgain() throws IOException {
        sweep(HALVING, 2, SweepTest::pretend, line -> {});
        String before = Files.readString(log());
        sweep(
                HALVING,
                2,
                (trial, epochs) -> {
                    throw new AssertionError("trained again: " + trial);
                },
                line -> {});

        assertThat(log()).hasContent(before);
    }

    @Test
    void aFailureOfTheClusterEndsTheSweepAndIsNoResult() throws IOException {
        CountDownLatch firstTrains = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        assertThatThrownBy(() -> sweep(
                        GRID,
                        2,
                        (trial, epochs) -> {
                            try {
                                if (trial.number() == 2) {
                                    firstTrains.await();
                                    throw new IOException("No space left on device");
                                }
                                firstTrains.countDown();
                                waits.await();
                            } catch (InterruptedException e) {
                                throw new TrialFailedException("interrupted", e, false);
                            }
                            return OptionalDouble.of(1);
                        },
                        line -> {}))
                .hasMessage("No space left on device");

        assertThat(decisions())
                .containsExactlyInAnyOrder("BEGUN", "STARTED 1 rung 1 to null", "STARTED 2 rung 1 to null");
        sweep(GRID, 2, SweepTest::pretend, line -> {});
        assertThat(decisions()).contains("RESULT 1 rung 1 0.1", "RESULT 2 rung 1 0.2", "ENDED 8");
    }

    @Test
    void nothingIsWrittenBehindALineThatCouldNotBeWritten() throws IOException {
        FailingStreams files = new FailingStreams(folder);
        SweepLog log = new SweepLog(new RunFolder(files, folder.path()), GRID.identity());
        files.fail(true);
        assertThatThrownBy(() -> log.append(SweepEvent.result(1, 1, 0.5))).isInstanceOf(IOException.class);
        files.fail(false);

        assertThat(log.isDone(1, 1)).isFalse();
        assertThatThrownBy(() -> log.append(SweepEvent.result(2, 1, 0.5))).isInstanceOf(IOException.class);
        assertThat(decisions()).containsExactly("BEGUN");
    }

    @Test
    void aTrialThatHasLostItsExecutorsIsTrainedOnceMore() throws IOException {
        Map<Integer, Integer> attempts = new ConcurrentHashMap<>();
        sweep(
                GRID,
                1,
                (trial, epochs) -> {
                    int attempt = attempts.merge(trial.number(), 1, Integer::sum);
                    if (trial.number() == 2 || (trial.number() == 3 && attempt == 1)) {
                        throw new TrialFailedException("task 0 failed 4 times", null, true);
                    }
                    return pretend(trial, epochs);
                },
                line -> {});

        assertThat(attempts)
                .containsEntry(1, 1)
                .containsEntry(2, 2)
                .containsEntry(3, 2)
                .containsEntry(FAILING, 1);
        assertThat(decisions()).contains("FAILED 2 rung 1", "RESULT 3 rung 1 0.3", "FAILED 5 rung 1");
    }

    @Test
    void trialsWhoseTimeIsOverEndNoRungAndAreContinued() throws IOException {
        sweep(HALVING, 1, SweepTest::pretend, line -> {});
        List<String> undisturbed = decisions();
        FileUtils.deleteDirectory(temporary.resolve("sweep").toFile());
        folder.create();
        for (int over : List.of(3, 8)) {
            boolean hasEnded = sweep(
                    HALVING,
                    1,
                    (trial, epochs) -> trial.number() == over ? OptionalDouble.empty() : pretend(trial, epochs),
                    line -> {});

            assertThat(hasEnded).isFalse();
            assertThat(decisions())
                    .contains("STARTED " + over + " rung 1 to 1")
                    .noneMatch(line -> line.matches("RESULT [" + over + "-9] .*|PROMOTED.*|STOPPED.*|ENDED.*"));
        }

        assertThat(sweep(HALVING, 1, SweepTest::pretend, line -> {})).isTrue();
        assertThat(decisions()).isEqualTo(undisturbed);
    }

    @Test
    void aSweepWhoseTrialsAllFailEnds() throws IOException {
        sweep(
                HALVING,
                2,
                (trial, epochs) -> {
                    throw new TrialFailedException("no", null, false);
                },
                line -> {});

        assertThat(decisions()).hasSize(1 + 8 + 8 + 1).contains("ENDED null");
    }

    @Test
    void anotherSweepIsRefused() throws IOException {
        sweep(HALVING, 2, SweepTest::pretend, line -> {});

        assertThatThrownBy(() -> sweep(GRID, 2, SweepTest::pretend, line -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("run.dir must be new or belong to the same sweep. Given: " + folder.path()
                        + " with sweep.strategy = halving, now grid. Give another -D run.dir=FOLDER.");
        Files.writeString(log(), "[]\n");
        assertThatThrownBy(() -> sweep(GRID, 2, SweepTest::pretend, line -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("sweep.jsonl must be as the verb sweep wrote it.");
    }

    @Test
    void theFolderOfARunIsRefused() throws IOException {
        folder.replace("run.json", new byte[0]);

        assertThatThrownBy(() -> sweep(GRID, 2, SweepTest::pretend, line -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(", the folder of a single run.");
    }

    private Path log() {
        return temporary.resolve("sweep").resolve(SweepLog.FILE);
    }

    /** The lines without their times, in an order that does not depend on them. */
    private List<String> decisions() throws IOException {
        return Decisions.of(log());
    }
}
