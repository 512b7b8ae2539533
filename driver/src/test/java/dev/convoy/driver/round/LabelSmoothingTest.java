package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Round;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Shape;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Sgd;

class LabelSmoothingTest {
    private static final Shape POINT = new Shape(1, 1, 1);
    private static final Normalization NONE = new Normalization(new double[] {0}, new double[] {1});

    @Test
    void sharesPartOfALabelOutOverAllClasses() {
        assertThat(labels(0.2)).containsExactly(0.05f, 0.05f, 0.85f, 0.05f, 0.85f, 0.05f, 0.05f, 0.05f);
        assertThat(labels(0)).containsExactly(0, 0, 1, 0, 1, 0, 0, 0);
    }

    @Test
    void trainingImagesHaveItAndTestImagesDoNot() {
        WorkerSpec plain = job(0);
        WorkerSpec smooth = job(0.3);
        try (Workers one = new LocalWorkers(plain, 1, new Configuration());
                Workers other = new LocalWorkers(smooth, 1, new Configuration())) {
            TinyJob tiny = tiny();
            Round round = new Round(0, 0, 0, 0);

            assertThat(other.evaluate(Split.TEST, tiny.initial()).meanLoss())
                    .isEqualTo(one.evaluate(Split.TEST, tiny.initial()).meanLoss());
            assertThat(other.run(round, tiny.initial()).lossSum())
                    .isNotEqualTo(one.run(round, tiny.initial()).lossSum());
        }
    }

    private static float[] labels(double smoothing) {
        MinibatchBuffer buffer = new MinibatchBuffer(POINT, 4, NONE, smoothing);
        buffer.reserve(2, true);
        buffer.label(1, 0);
        buffer.label(0, 2);
        return buffer.batch(2, 0).labels();
    }

    private static TinyJob tiny() {
        return TinyJob.of("reference", Precision.FLOAT64, new Sgd(0.01), List.of(20), 2, 2, 4);
    }

    private static WorkerSpec job(double smoothing) {
        return tiny().with(smoothing, tiny().job().plan()).job();
    }
}
