package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** What every adapter of {@link Workers} must do: the bits of {@link LocalWorkers} on one thread. */
public abstract class WorkersContract {
    /** Opens the adapter under test. */
    protected abstract Workers open(WorkerSpec job);

    @Test
    void roundsHaveTheBitsOfOneThread() {
        assertBitsOfOneThread(TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(70, 33), 4, 3, 8));
    }

    @Test
    void roundsOfAGraphWithRunningStatisticsHaveTheBitsOfOneThread() {
        assertBitsOfOneThread(TinyJob.graph(new Adam(0.01), List.of(70, 33), 4, 3));
    }

    private void assertBitsOfOneThread(TinyJob tiny) {
        ModelState expected;
        try (Workers one = new LocalWorkers(tiny.job(), 1, new Configuration())) {
            expected = twoRounds(one, tiny);
        }
        try (Workers tested = open(tiny.job())) {
            ModelState actual = twoRounds(tested, tiny);

            assertThat(actual.parameters().bytes())
                    .isEqualTo(expected.parameters().bytes());
            assertThat(actual.updaterState().bytes())
                    .isEqualTo(expected.updaterState().bytes());
        }
    }

    @Test
    void countsExamplesAndLosses() {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Sgd(0.01), List.of(50), 3, 10, 8);
        try (Workers tested = open(tiny.job())) {
            RoundResult result = tested.run(new Round(0, 0, 0, 0), tiny.initial());

            assertThat(result.examples()).isEqualTo(50);
            assertThat(result.meanLoss()).isBetween(0.3, 3.0);
            assertThat(result.computeSeconds()).isPositive();
        }
    }

    @Test
    void moreWorkersThanExamplesLeaveSomeIdle() {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Sgd(0.01), List.of(3), 5, 1, 8);
        try (Workers tested = open(tiny.job())) {
            assertThat(tested.run(new Round(0, 0, 0, 0), tiny.initial()).examples())
                    .isEqualTo(3);
        }
    }

    @Test
    void testImagesAreClassifiedInTheirOrder() {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Sgd(0.01), List.of(50), 3, 10, 8);
        try (Workers tested = open(tiny.job())) {
            Predictions predictions = tested.evaluate(Split.TEST, tiny.initial());

            assertThat(predictions.labels()).hasSize(41).startsWith(0, 1, 2, 0, 1, 2);
            assertThat(predictions.predicted()).hasSize(41);
            assertThat(predictions.meanLoss()).isBetween(0.3, 3.0);
        }
    }

    private static ModelState twoRounds(Workers workers, TinyJob tiny) {
        RoundResult first = workers.run(new Round(0, 0, 0, 0), tiny.initial());
        return workers.run(new Round(0, 1, 1, 3), first.state()).state();
    }
}
