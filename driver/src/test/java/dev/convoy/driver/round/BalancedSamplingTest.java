package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.plan.Round;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.Precision;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

/** Workers that draw classes equally often, from the shards that they read. */
class BalancedSamplingTest {
    private static final Round FIRST = new Round(0, 0, 0, 0);

    @Test
    void workersThatAverageEachStepTakeTheStepOfOneWorkerWithTheirWholeBatch() {
        double[] four = parameters(balanced(tiny(4, 2)));
        double[] one = parameters(balanced(tiny(1, 8)));

        assertThat(four).containsExactly(one, within(1e-12));
        assertThat(one).isNotEqualTo(parameters(tiny(1, 8)));
    }

    @Test
    void theNumberOfTasksAtTheSameTimeChangesNoBit() {
        TinyJob tiny = balanced(tiny(4, 2));

        assertThat(run(tiny, 3).state().parameters().bytes())
                .isEqualTo(run(tiny, 1).state().parameters().bytes());
    }

    /** Their labels may be anything: several classes, or parts of some. */
    @Test
    void examplesWithLabelsAmongTheirBytesAreRefused() {
        TinyJob tiny = tiny(1, 8);
        InputRule rule = tiny.job().data().train().rule();
        InputRule floats = new InputRule(
                RecordFormat.floats(rule.shape(), rule.labels().classes()),
                rule.shape(),
                List.of(),
                rule.labels(),
                rule.normalization(),
                ImageRule.NONE);
        Examples examples = new Examples(tiny.job().data().train().shards(), floats);

        assertThatThrownBy(() -> tiny.balanced(examples))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "balanced sampling needs examples of one class each, stored beside their pixels."
                                + " Given: features with a label for each class.");
    }

    private static TinyJob tiny(int workers, int batchSize) {
        return TinyJob.of("reference", Precision.FLOAT64, new Sgd(0.05), List.of(20, 21), workers, 1, batchSize);
    }

    private static TinyJob balanced(TinyJob tiny) {
        return tiny.balanced(tiny.job().data().train());
    }

    private static double[] parameters(TinyJob tiny) {
        return run(tiny, 1).state().parameters().toDoubles();
    }

    private static RoundResult run(TinyJob tiny, int threads) {
        try (Workers workers = new LocalWorkers(tiny.job(), threads, new Configuration())) {
            return workers.run(FIRST, tiny.initial());
        }
    }
}
