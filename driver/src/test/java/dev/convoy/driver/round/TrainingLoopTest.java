package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.average.NesterovAverage;
import dev.convoy.driver.average.OuterOptimizer;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.NumericEnvironment;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.AveragingFrequency;
import dev.convoy.driver.plan.AveragingFrequency.Phase;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class TrainingLoopTest {
    private static final int EPOCHS = 3;
    private static final OuterOptimizer NESTEROV = new NesterovAverage(0.8, 0.6, List.of());

    private static Progress undisturbed;
    private static Progress undisturbedWithMomentum;

    @TempDir
    private Path folder;

    private final List<RoundReport> reports = new ArrayList<>();

    @BeforeAll
    static void runUndisturbed(@TempDir Path temporary) throws IOException {
        undisturbed = run(adam(), new PlainAverage(), temporary.resolve("plain"), EPOCHS, Integer.MAX_VALUE, List.of());
        undisturbedWithMomentum =
                run(warming(), NESTEROV, temporary.resolve("momentum"), EPOCHS, Integer.MAX_VALUE, List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 7, 11})
    void aRunThatIsInterruptedAndContinuedHasTheBitsOfOneThatIsNot(int dyingRound) throws IOException {
        TinyJob tiny = adam();
        Progress expected = undisturbed;

        assertThatThrownBy(() -> run(tiny, folder.resolve("dying"), EPOCHS, dyingRound))
                .hasMessage("died");
        Progress continued = run(tiny, folder.resolve("dying"), EPOCHS, Integer.MAX_VALUE);

        assertThat(continued.state().parameters().bytes())
                .isEqualTo(expected.state().parameters().bytes());
        assertThat(continued.cursor()).isEqualTo(expected.cursor());
        assertThat(continued.scores()).isEqualTo(expected.scores());
        assertThat(continued.engines()).isEqualTo(expected.engines()).isNotEmpty();
    }

    /** The warm-up has 7 rounds in the first epoch and 2 in the second, of 16 rounds; momentum starts with round 10. */
    @ParameterizedTest
    @ValueSource(ints = {2, 6, 7, 8, 9, 10, 11, 13, 15})
    void aRunContinuedInItsWarmupOrWithMomentumHasTheBitsOfOneThatWasNotInterrupted(int dyingRound) throws IOException {
        TinyJob tiny = warming();
        Progress expected = undisturbedWithMomentum;

        assertThatThrownBy(() -> run(tiny, NESTEROV, folder.resolve("dying"), dyingRound))
                .hasMessage("died");
        Progress continued = run(tiny, NESTEROV, folder.resolve("dying"), Integer.MAX_VALUE);

        assertThat(expected.cursor().rounds()).isEqualTo(16);
        assertThat(expected.momentum().toFloats())
                .isNotEqualTo(new float[expected.momentum().length()]);
        assertThat(continued.state().parameters().bytes())
                .isEqualTo(expected.state().parameters().bytes());
        assertThat(continued.momentum().bytes()).isEqualTo(expected.momentum().bytes());
        assertThat(continued.cursor()).isEqualTo(expected.cursor());
        assertThat(reports.get(reports.size() - 1).position().rounds()).isEqualTo(16);
    }

    @Test
    void aWarmupOverTheWholeRunHasTheBitsOfAveragingEveryStep() throws IOException {
        TinyJob everyStep = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(70, 33), 2, 1, 8);
        Progress expected = run(everyStep, folder.resolve("every"), EPOCHS, Integer.MAX_VALUE);
        TinyJob warming = adam().warmingUp(21);
        Progress warmed = run(warming, NESTEROV, folder.resolve("warm"), Integer.MAX_VALUE);

        assertThat(warmed.state().parameters().bytes())
                .isEqualTo(expected.state().parameters().bytes());
        assertThat(warmed.cursor()).isEqualTo(expected.cursor());
        assertThat(warmed.scores()).isEqualTo(expected.scores());
    }

    /** Phases: 7 rounds of one step in the first epoch, then 4 rounds in each. Momentum starts with the second epoch. */
    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7, 8, 12})
    void aRunContinuedAboutAChangeOfTheAveragingFrequencyHasTheBitsOfOneThatWasNotInterrupted(int dyingRound)
            throws IOException {
        TinyJob tiny = adam().averaging(new AveragingFrequency(List.of(new Phase(0, 1), new Phase(1, 2))), 0);
        Progress expected = run(tiny, NESTEROV, folder.resolve("whole"), Integer.MAX_VALUE);

        assertThatThrownBy(() -> run(tiny, NESTEROV, folder.resolve("dying"), dyingRound))
                .hasMessage("died");
        Progress continued = run(tiny, NESTEROV, folder.resolve("dying"), Integer.MAX_VALUE);

        assertThat(expected.cursor().rounds()).isEqualTo(15);
        assertThat(continued.state().parameters().bytes())
                .isEqualTo(expected.state().parameters().bytes());
        assertThat(continued.cursor()).isEqualTo(expected.cursor());
    }

    @Test
    void aPhaseThatAveragesEachStepIsPlainAveraging() throws IOException {
        TinyJob everyStep = adam().averaging(AveragingFrequency.always(1), 0);
        TinyJob phases = adam().averaging(new AveragingFrequency(List.of(new Phase(0, 1), new Phase(1, 2))), 0);
        Progress expected = run(everyStep, folder.resolve("every"), 1, Integer.MAX_VALUE);

        Progress first = run(phases, NESTEROV, folder.resolve("phases"), 1, Integer.MAX_VALUE, List.of());
        assertThat(first.state().parameters().bytes())
                .isEqualTo(expected.state().parameters().bytes());
        Progress second = run(phases, NESTEROV, folder.resolve("phases"), 2, Integer.MAX_VALUE, List.of());
        assertThat(second.momentum().length()).isPositive();
    }

    @Test
    void aFinishedRunCanBeGivenMoreEpochs() throws IOException {
        TinyJob tiny = adam();
        run(tiny, folder.resolve("twice"), 2, Integer.MAX_VALUE);

        assertThat(run(tiny, folder.resolve("twice"), 3, Integer.MAX_VALUE)
                        .state()
                        .parameters()
                        .bytes())
                .isEqualTo(undisturbed.state().parameters().bytes());
    }

    @Test
    void reportsEveryRoundAndTheTestAccuracyOfEveryEpoch() throws IOException {
        Progress end = run(adam(), folder, EPOCHS, Integer.MAX_VALUE);

        assertThat(reports)
                .extracting(report -> report.position().round())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(reports)
                .filteredOn(report -> report.evaluation().testAccuracy() != null)
                .hasSize(EPOCHS);
        assertThat(end.scores().accuracy()).isGreaterThan(0.6);
        assertThat(reports.get(11).loss()).isLessThan(reports.get(0).loss());
        assertThat(end.cursor().examples()).isEqualTo(3 * 103);
        assertThat(end.phases()).containsKeys("round", "evaluate", "checkpoint", "report");
    }

    @Test
    void validationImagesTakeThePlaceOfTestImagesAndChangeNoBit() throws IOException {
        Progress validated = run(adam().validating(), folder.resolve("validated"), EPOCHS, Integer.MAX_VALUE);

        assertThat(validated.state().parameters().bytes())
                .isEqualTo(undisturbed.state().parameters().bytes());
        assertThat(reports)
                .filteredOn(report -> report.evaluation().validationAccuracy() != null)
                .hasSize(EPOCHS);
        assertThat(reports).allMatch(report -> report.evaluation().testAccuracy() == null);
        // The accuracy of 23 images, not of the 41 test images.
        assertThat(validated.scores().accuracy() * 23)
                .isCloseTo(Math.rint(validated.scores().accuracy() * 23), within(1e-9));
    }

    @Test
    void aLossThatIsNotFiniteStopsThereAndKeepsTheLastGoodCheckpoint() throws IOException {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Sgd(1e30), List.of(70, 33), 2, 2, 8);

        assertThatThrownBy(() -> run(tiny, folder, EPOCHS, Integer.MAX_VALUE))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("epoch 1, round 1");
        assertThat(store(folder).latest()).isEmpty();
    }

    @Test
    void aListenerThatThrowsStopsNothing() throws IOException {
        TrainingListener broken = (report, at) -> {
            throw new IllegalStateException("broken listener");
        };
        Progress end = run(adam(), new PlainAverage(), folder, EPOCHS, Integer.MAX_VALUE, List.of(broken, collect()));

        assertThat(end.cursor().epoch()).isEqualTo(EPOCHS);
        assertThat(reports).hasSize(12);
    }

    private TrainingListener collect() {
        return (report, at) -> reports.add(report);
    }

    private static TinyJob warming() {
        return adam().warmingUp(9);
    }

    private static TinyJob adam() {
        return TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(70, 33), 2, 2, 8);
    }

    private Progress run(TinyJob tiny, Path where, int epochs, int dyingRound) throws IOException {
        return run(tiny, new PlainAverage(), where, epochs, dyingRound, List.of(collect()));
    }

    private Progress run(TinyJob tiny, OuterOptimizer outer, Path where, int dyingRound) throws IOException {
        return run(tiny, outer, where, EPOCHS, dyingRound, List.of(collect()));
    }

    @Test
    void aRunOfMoreStepsThanCanBeCountedIsRefusedBeforeItsFirstRound() {
        assertThatThrownBy(() -> run(adam(), folder.resolve("long"), Integer.MAX_VALUE, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a run must have at most 2,147,483,647 steps");
    }

    private static Progress run(
            TinyJob tiny,
            OuterOptimizer outer,
            Path where,
            int epochs,
            int dyingRound,
            List<TrainingListener> listeners)
            throws IOException {
        CheckpointStore checkpoints = store(where);
        try (Optimizer optimizer = tiny.optimizer();
                Workers workers = new DyingWorkers(new LocalWorkers(tiny.job(), 2, new Configuration()), dyingRound)) {
            Progress start = checkpoints.latest().orElseGet(() -> Progress.start(optimizer.state()));
            Schedule schedule = new Schedule(
                    tiny.job().plan(), epochs, 3, tiny.job().data().selection(), outer, optimizer::learningRate);
            MeteredWorkers metered = new MeteredWorkers(workers, new PhaseClock("start"), start.counters());
            return new TrainingLoop(schedule, metered, listeners, checkpoints).run(start);
        }
    }

    private static CheckpointStore store(Path where) throws IOException {
        return new CheckpointStore(
                RunFolder.at(where.toString(), new Configuration()),
                Map.of("test", "tiny"),
                new NumericEnvironment("onednn", "float32", "any", 1),
                2);
    }

    /** Workers that fail in a certain round. */
    private record DyingWorkers(Workers all, int dyingRound) implements Workers {
        @Override
        public RoundResult run(Round round, ModelState state) {
            if (round.number() == dyingRound) {
                throw new IllegalStateException("died");
            }
            return all.run(round, state);
        }

        @Override
        public Predictions evaluate(Split split, ModelState state) {
            return all.evaluate(split, state);
        }

        @Override
        public int parallelism() {
            return all.parallelism();
        }

        @Override
        public ClusterCounters counters() {
            return all.counters();
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
