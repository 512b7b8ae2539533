package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Sgd;

class DeadlineTest {
    private static final int ROUNDS = 2_000;
    private static final TinyJob TINY =
            TinyJob.of("onednn", Precision.FLOAT32, new Sgd(0.01), List.of(ROUNDS), 1, 1, 1);

    private static Optimizer optimizer;

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private Progress saved;

    @BeforeAll
    static void open() {
        optimizer = TINY.optimizer();
    }

    @AfterAll
    static void close() {
        optimizer.close();
    }

    /** A file system whose writes take up to twice as long as the time before, and rounds of 0.8 to 1.2 s. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
    void aRunIsNeverLateAndAtMostTwoRoundsEarlyAndItsEndIsSaved(int seed) throws IOException {
        Random random = new Random(seed);
        double[] write = {0.2 + 0.8 * random.nextDouble()};
        Instant deadline = now.plusMillis(5_000 + random.nextInt(300_000));
        Schedule schedule = schedule();
        Deadline rule = new Deadline(schedule, deadline, () -> now, Duration.ZERO, seconds(write[0]));
        Checkpoints slow = progress -> {
            write[0] = Math.min(1, Math.max(0.2, write[0] * (0.5 + 1.5 * random.nextDouble())));
            now = now.plus(seconds(write[0]));
            saved = progress;
        };
        Workers rounds = new FakeWorkers(() -> now = now.plus(seconds(0.8 + 0.4 * random.nextDouble())));

        Progress end = train(schedule, rule, rounds, slow);

        assertThat(now).isBeforeOrEqualTo(deadline);
        assertThat(Duration.between(now, deadline)).isLessThan(Duration.ofSeconds(3));
        assertThat(saved.cursor()).isEqualTo(end.cursor());
        assertThat(end.cursor().rounds()).isBetween(1, ROUNDS - 1);
    }

    /** 40 rounds of one step and one second, then rounds of 40 steps, the first of which does not fit. */
    @Test
    void aRoundWithMoreStepsIsExpectedToTakeLonger() throws IOException {
        Plan plan = new Plan(1, List.of(ROUNDS), 1, 40, 40, 1);
        Schedule schedule = schedule(plan);
        Deadline rule = new Deadline(schedule, now.plusSeconds(70), () -> now, Duration.ZERO, Duration.ofSeconds(1));

        Progress end = train(
                schedule, rule, new FakeWorkers(() -> now = now.plusSeconds(1)), progress -> now = now.plusMillis(100));

        assertThat(end.cursor().rounds()).isEqualTo(40);
    }

    @Test
    void aRunThatFitsIsNotStopped() throws IOException {
        Schedule schedule = schedule();
        Deadline rule =
                new Deadline(schedule, now.plusSeconds(3_000), () -> now, Duration.ofSeconds(5), Duration.ofSeconds(1));

        Progress end = train(
                schedule, rule, new FakeWorkers(() -> now = now.plusSeconds(1)), progress -> now = now.plusSeconds(1));

        assertThat(schedule.isDone(end)).isTrue();
    }

    @Test
    @Timeout(20)
    void aRoundThatDoesNotEndIsCutShort() {
        InstantSource real = InstantSource.system();
        Schedule schedule = schedule();
        Deadline rule =
                new Deadline(schedule, real.instant().plusMillis(800), real, Duration.ofMillis(100), Duration.ZERO);
        Workers stuck = new FakeWorkers(() -> sleep(60_000));

        assertThatThrownBy(() -> train(schedule, rule, stuck, Checkpoints.NONE)).isInstanceOf(OutOfTimeException.class);
        assertThat(Thread.currentThread().isInterrupted())
                .as("what follows, such as saving, is not interrupted")
                .isFalse();
    }

    @Test
    void aRoundThatFailsInTimeFailsAsItDoesWithoutADeadline() {
        Schedule schedule = schedule();
        Deadline rule = new Deadline(schedule, now.plusSeconds(100), () -> now, Duration.ZERO, Duration.ZERO);
        Workers broken = new FakeWorkers(() -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(() -> train(schedule, rule, broken, Checkpoints.NONE))
                .hasMessage("broken");
    }

    private static Progress train(Schedule schedule, Deadline rule, Workers workers, Checkpoints checkpoints)
            throws IOException {
        MeteredWorkers metered = new MeteredWorkers(rule.timed(workers), new PhaseClock("start"), ClusterCounters.NONE);
        RoundEvents events = new RoundEvents(schedule, metered, List.of(), rule.timed(checkpoints), List.of());
        return new TrainingLoop(schedule, metered, events, rule).run(Progress.start(optimizer.state()));
    }

    private static Schedule schedule() {
        return schedule(TINY.job().plan());
    }

    private static Schedule schedule(Plan plan) {
        return new Schedule(plan, 1, 7, Optional.empty(), new PlainAverage(), optimizer::learningRate);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(1000 * seconds));
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Workers whose rounds take time and change nothing. */
    private record FakeWorkers(Runnable round) implements Workers {
        @Override
        public RoundResult run(Round number, ModelState state) {
            round.run();
            return new RoundResult(state, 1, 1, 1, List.of("onednn"));
        }

        @Override
        public Predictions evaluate(Split split, ModelState state) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int parallelism() {
            return 1;
        }

        @Override
        public ClusterCounters counters() {
            return ClusterCounters.NONE;
        }

        @Override
        public void close() {}
    }
}
