package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.average.MovingAverage;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.NumericEnvironment;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.ScriptedPredictions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The best checkpoint, early stopping and averaged weights, with workers whose results are made up. */
class SelectionTest {
    /** Two steps an epoch, of which each is a round. */
    private static final Plan PLAN = new Plan(7, List.of(16), 1, 1, 8);

    private static final ModelState START = new ModelState(FlatVector.of(1f), FlatVector.of(new float[0]));

    @TempDir
    Path folder;

    /** After round n, the only parameter is n². The network's evaluations have a given number of right images. */
    private static final class Script implements Workers {
        private final List<Integer> right;
        private final List<Double> evaluated = new ArrayList<>();
        private final int dyingRound;
        private int epoch;

        Script(List<Integer> right, int dyingRound) {
            this.right = right;
            this.dyingRound = dyingRound;
        }

        @Override
        public RoundResult run(Round round, ModelState state) {
            if (round.number() == dyingRound) {
                throw new IllegalStateException("died");
            }
            float value = (round.number() + 1) * (round.number() + 1);
            return new RoundResult(
                    new ModelState(FlatVector.of(value), FlatVector.of(new float[0])), 8, 1, 0, List.of("script"));
        }

        /** Of the averaged weights, one image less is right. */
        @Override
        public Predictions evaluate(Split split, ModelState state) {
            double value = state.parameters().toDoubles()[0];
            evaluated.add(value);
            double root = Math.sqrt(value);
            boolean isAverage = root != Math.rint(root);
            epoch = isAverage ? epoch : (int) root / 2 - 1;
            int images = right.get(epoch) - (isAverage ? 1 : 0);
            return ScriptedPredictions.of(images, images < 0 ? Double.NaN : 1 - images / 100.0);
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

    private Progress run(Script script, int epochs, Selection selection, Optional<MovingAverage> average)
            throws IOException {
        CheckpointStore store = new CheckpointStore(
                RunFolder.at(folder.toString(), new Configuration()),
                Map.of("test", "script"),
                new NumericEnvironment("script", "float32", "any", 1),
                2);
        Progress start = store.latest().orElseGet(() -> Progress.start(START));
        Schedule schedule = new Schedule(
                PLAN,
                epochs,
                1,
                Optional.of(Split.TEST),
                new PlainAverage(),
                new Schedule.Refinement(average, List.of()),
                selection,
                (i, e) -> 0);
        MeteredWorkers metered = new MeteredWorkers(script, new PhaseClock("start"), start.counters());
        Progress end = new TrainingLoop(schedule, metered, List.of(), store).run(start);
        assertThat(schedule.isDone(end)).isTrue();
        assertThat(schedule.endsEarly(end)).isEqualTo(end.cursor().epoch() < epochs);
        return end;
    }

    @ParameterizedTest
    @CsvSource({
        // Least gain; epochs without it; right images after each epoch; rounds in all, and those until the best.
        "accuracy,          0,     2, 50 53 53 52 60,    8,  4",
        "loss,              0,     2, 50 53 53 52 60,    8,  4",
        "balanced-accuracy, 0,     2, 50 53 53 52 60,    8,  4",
        "ema-accuracy,      0,     2, 50 53 53 52 60,    8,  4",
        "ema-loss,          0,     1, 50 53 53 52 60,    6,  4",
        "accuracy,          0,     3, 50 53 53 54 1 1 1, 14, 8",
        // A gain of more than two and a half images counts; the best needs any.
        "accuracy,          0.025, 2, 53 55 54 60,       6,  4",
        "accuracy,          0.025, 2, 53 55 56 54 55,    10, 6",
        // Small gains add up, and each is the best.
        "accuracy,          0.025, 3, 53 54 55 56 55 57 56, 14, 12",
        "loss,              0.025, 3, 53 54 55 56 55 57 56, 14, 12",
    })
    void aRunEndsAfterSoManyEpochsWithoutAnImprovement(
            String metric, double minImprovement, int patience, String right, int rounds, int bestRound)
            throws IOException {
        List<Integer> script =
                Stream.of(right.strip().split(" ", -1)).map(Integer::valueOf).toList();
        Progress end = run(
                new Script(script, -1),
                20,
                new Selection(BestBy.of(metric, minImprovement), OptionalInt.of(patience)),
                Optional.of(new MovingAverage(0.9)));
        assertThat(end.cursor().rounds()).isEqualTo(rounds);
        assertThat(end.scores().bestRound()).isEqualTo(bestRound);
        assertThat(end.scores().stale()).isEqualTo(patience);
    }

    @Test
    void aRunThatContinuesEndsWhereTheUninterruptedOneEnds() throws IOException {
        Selection selection = new Selection(BestBy.of("accuracy", 0), OptionalInt.of(2));
        List<Integer> right = List.of(50, 53, 53, 52, 60);
        Optional<MovingAverage> average = Optional.of(new MovingAverage(0.9));
        for (int dying : new int[] {1, 3, 4, 5, 6, 7}) {
            assertThatThrownBy(() -> run(new Script(right, dying), 20, selection, average))
                    .hasMessage("died");
        }
        Progress end = run(new Script(right, -1), 20, selection, average);
        assertThat(end.cursor().rounds()).isEqualTo(8);
        // A run that has ended early stays so.
        Script idle = new Script(right, 8);
        assertThat(run(idle, 20, selection, average).cursor()).isEqualTo(end.cursor());
        assertThat(idle.evaluated).isEmpty();
        // With more patience, it goes on.
        assertThatThrownBy(() -> run(idle, 20, new Selection(BestBy.ACCURACY, OptionalInt.of(3)), average))
                .hasMessage("died");
    }

    @Test
    void gainsThatAddUpDoSoOverAKill() throws IOException {
        Selection selection = new Selection(BestBy.of("accuracy", 0.015), OptionalInt.of(2));
        List<Integer> right = List.of(50, 51, 52, 53, 54, 54, 54);
        assertThatThrownBy(() -> run(new Script(right, 8), 20, selection, Optional.empty()))
                .hasMessage("died");
        Progress end = run(new Script(right, -1), 20, selection, Optional.empty());
        assertThat(end.cursor().rounds()).isEqualTo(14);
        assertThat(end.scores().bestRound()).isEqualTo(10);
    }

    /** With a round for each update, the average is that of the definition; over kills, it has the same bits. */
    @Test
    void theAverageFollowsItsDefinition() throws IOException {
        List<Integer> right = List.of(50, 51, 52, 53, 54);
        Optional<MovingAverage> average = Optional.of(new MovingAverage(0.4));
        for (int dying : new int[] {2, 5, 9}) {
            assertThatThrownBy(() -> run(new Script(right, dying), 5, Selection.DEFAULT, average))
                    .hasMessage("died");
        }
        Progress end = run(new Script(right, -1), 5, Selection.DEFAULT, average);
        float expected = 1;
        for (int update = 0; update < 10; update++) {
            double decay = Math.min(0.4, (1.0 + update) / (10 + update));
            expected = (float) (decay * expected + (1 - decay) * (update + 1) * (update + 1));
        }
        assertThat(end.averaged().orElseThrow().parameters().toDoubles()).containsExactly(expected);
        assertThat(end.scores().average().accuracy()).isEqualTo(0.53);
        assertThat(end.scores().accuracy()).isEqualTo(0.54);
    }

    /** Rounds of several updates count each of them. */
    @Test
    void updatesOfARoundCountOneByOne() {
        MovingAverage average = new MovingAverage(0.999);
        FlatVector start = FlatVector.of(3.0, -1.0);
        FlatVector end = FlatVector.of(5.0, 2.0);
        FlatVector oneByOne = start;
        for (int update = 40; update < 47; update++) {
            oneByOne = average.step(oneByOne, end, update, 1);
        }
        assertThat(average.step(start, end, 40, 7).toDoubles()).containsExactly(oneByOne.toDoubles(), within(1e-14));
    }

    @Test
    void withoutAnAverageNothingIsEvaluatedTwice() throws IOException {
        Script script = new Script(List.of(50, 51), -1);
        Progress end = run(script, 2, Selection.DEFAULT, Optional.empty());
        assertThat(end.averaged()).isEmpty();
        assertThat(script.evaluated).containsExactly(4.0, 16.0);
    }

    /** A loss may overflow although the weights are finite. */
    @Test
    void aLossThatIsNotANumberIsNeverTheBest() throws IOException {
        Script script = new Script(List.of(-1, 50, 40), -1);
        Progress end = run(script, 3, new Selection(BestBy.of("loss", 0), OptionalInt.empty()), Optional.empty());
        assertThat(end.scores().bestRound()).isEqualTo(4);
    }

    @Test
    void anUnknownMetricIsAnError() {
        assertThatThrownBy(() -> BestBy.of("ema-f1", 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "checkpoint.best-by must be accuracy or balanced-accuracy or loss, or one of them"
                                + " after ema-. Given: ema-f1.");
    }
}
