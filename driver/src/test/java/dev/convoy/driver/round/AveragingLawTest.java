package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.executor.WorkerRuntime;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.StepRule;
import dev.convoy.worker.WorkerResult;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** The laws of parameter averaging, with every kernel. */
class AveragingLawTest {
    @ParameterizedTest
    @CsvSource({
        "onednn,    FLOAT32, 1e-5",
        "nd4j,      FLOAT32, 1e-5",
        "reference, FLOAT32, 1e-5",
        "nd4j,      FLOAT64, 1e-9",
        "reference, FLOAT64, 1e-9",
    })
    void twoWorkersThatAverageEveryStepEqualOneWithTheDoubleBatch(
            String engine, Precision precision, double tolerance) {
        double[] two = epoch(TinyJob.of(engine, precision, new Sgd(0.05), List.of(64), 2, 1, 8));
        double[] one = epoch(TinyJob.of(engine, precision, new Sgd(0.05), List.of(64), 1, 1, 16));
        double greatest = Arrays.stream(one).map(Math::abs).max().orElseThrow();

        assertThat(two).containsExactly(one, within(tolerance * greatest));
    }

    @ParameterizedTest
    @CsvSource({
        "onednn,    FLOAT32, 1e-5",
        "nd4j,      FLOAT32, 1e-5",
        "reference, FLOAT32, 1e-5",
        "nd4j,      FLOAT64, 1e-9",
        "reference, FLOAT64, 1e-9",
    })
    void gradientsOfThreeMinibatchesAddedUpEqualThoseOfOneThatIsThreeTimesAsLarge(
            String engine, Precision precision, double tolerance) {
        // 70 examples of 2 workers: full steps of 12 each, and a ragged one.
        TinyJob whole = TinyJob.of(engine, precision, new Nesterovs(0.05, 0.9), List.of(70), 2, 2, 12);
        double[] one = epoch(whole);
        double[] three = epoch(whole.with(new StepRule(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 3)));
        double greatest = Arrays.stream(one).map(Math::abs).max().orElseThrow();

        assertThat(three).containsExactly(one, within(tolerance * greatest));
        // The sums are made in another order: equal bits would mean that nothing was divided.
        assertThat(three).isNotEqualTo(one);
    }

    @Test
    void aRaggedRoundIsTheAverageWeightedByExamples() {
        // 2 workers, 10 steps of 8: 160 examples a round; of 251, the second round has 91: 5 full steps and a ragged
        // one.
        TinyJob tiny = TinyJob.of("reference", Precision.FLOAT64, new Nesterovs(0.05, 0.9), List.of(251), 2, 10, 8);
        Round ragged = new Round(0, 1, 1, 10);
        ModelState start = tiny.initial();
        RoundResult result;
        WorkerResult first;
        WorkerResult second;
        try (Workers workers = new LocalWorkers(tiny.job(), 2, new Configuration());
                WorkerRuntime host = new WorkerRuntime(tiny.job(), new Configuration(), Device.CPU)) {
            result = workers.run(ragged, start);
            first = host.train(0, ragged, start, Device.CPU);
            second = host.train(1, ragged, start, Device.CPU);
        }

        assertThat(first.examples()).isEqualTo(45);
        assertThat(second.examples()).isEqualTo(46);
        assertThat(result.state().parameters().toDoubles())
                .containsExactly(
                        byHand(
                                first.state().parameters().toDoubles(),
                                second.state().parameters().toDoubles()),
                        within(1e-12));
        assertThat(result.state().updaterState().toDoubles())
                .containsExactly(
                        byHand(
                                first.state().updaterState().toDoubles(),
                                second.state().updaterState().toDoubles()),
                        within(1e-12));
    }

    private static double[] byHand(double[] first, double[] second) {
        double[] average = new double[first.length];
        for (int i = 0; i < average.length; i++) {
            average[i] = (45 * first[i] + 46 * second[i]) / 91;
        }
        return average;
    }

    private static double[] epoch(TinyJob tiny) {
        ModelState state = tiny.initial();
        try (Workers workers = new LocalWorkers(tiny.job(), 2, new Configuration())) {
            for (int round = 0; round < tiny.job().plan().rounds(0); round++) {
                state = workers.run(new Round(0, round, round, round), state).state();
            }
        }
        return state.parameters().toDoubles();
    }
}
