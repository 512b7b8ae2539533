package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.average.MovingAverage;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;

/** The normalization is the first layer, so its statistics are those of the images, whatever the weights are. */
class RecomputedStatisticsTest {
    private static TinyJob job(String engine, Precision precision, boolean logDeviation) {
        Model model = Model.of(
                new NeuralNetConfiguration.Builder()
                        .updater(new Adam(0.01))
                        .weightDecay(0.1, false)
                        .list()
                        .layer(new BatchNormalization.Builder()
                                .useLogStd(logDeviation)
                                .build())
                        .layer(new OutputLayer.Builder()
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .build(),
                TinyJob.SHAPE);
        return TinyJob.of(model, engine, precision, new Adam(0.01), List.of(30, 41), 2, 3, 8);
    }

    private static Progress run(TinyJob tiny, boolean recomputes) throws IOException {
        return run(tiny, recomputes, Optional.empty());
    }

    private static Progress run(TinyJob tiny, boolean recomputes, Optional<Progress> before) throws IOException {
        try (Optimizer optimizer = tiny.optimizer();
                Workers workers = new LocalWorkers(tiny.job(), 2, new Configuration())) {
            Schedule schedule = new Schedule(
                    tiny.job().plan(),
                    2,
                    9,
                    tiny.job().data().selection(),
                    new PlainAverage(),
                    new Schedule.Refinement(
                            Optional.of(new MovingAverage(0.5)),
                            recomputes ? tiny.job().modelSpec().runningStatistics() : List.of()),
                    Selection.DEFAULT,
                    optimizer::learningRate);
            Progress start = before.orElseGet(() -> Progress.start(optimizer.state()));
            MeteredWorkers metered = new MeteredWorkers(workers, new PhaseClock("start"), start.counters());
            return new TrainingLoop(schedule, metered, List.of(), Checkpoints.NONE).run(start);
        }
    }

    /** Returns the mean and the variance of all pixels of the training images, as the network gets them. */
    private static double[] moments(TinyJob tiny) throws IOException {
        List<Double> values = new ArrayList<>();
        for (var shard : tiny.job().data().train().shards()) {
            shard.read(new Configuration(), (key, label, bytes, length) -> {
                for (int i = 0; i < length; i++) {
                    values.add((double) (float) (((bytes[i] & 0xff) - 127) / 60.0));
                }
            });
        }
        double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
        double variance = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        return new double[] {mean, variance};
    }

    /** A process may be interrupted after they were saved, and before the run was recorded as completed. */
    @ParameterizedTest
    @CsvSource({
        "reference, FLOAT64, false",
        "reference, FLOAT32, true",
        "nd4j,      FLOAT32, false",
        "onednn,    FLOAT32, false",
        "onednn,    FLOAT32, true",
    })
    void computedAgainTheyAreTheSame(String engine, Precision precision, boolean logDeviation) throws IOException {
        TinyJob tiny = job(engine, precision, logDeviation);
        Progress once = run(tiny, true);
        Progress again = run(tiny, true, Optional.of(once));

        assertThat(again.state().parameters().bytes())
                .isEqualTo(once.state().parameters().bytes());
        assertThat(again.average().bytes()).isEqualTo(once.average().bytes());
    }

    @ParameterizedTest
    @CsvSource({
        "reference, FLOAT64, false, 1e-12",
        "reference, FLOAT64, true,  1e-12",
        "nd4j,      FLOAT64, false, 1e-9",
        "nd4j,      FLOAT32, true,  1e-5",
        "onednn,    FLOAT32, false, 1e-5",
        "onednn,    FLOAT32, true,  1e-5",
    })
    void theyAreThoseOfAllTrainingImages(String engine, Precision precision, boolean logDeviation, double tolerance)
            throws IOException {
        TinyJob tiny = job(engine, precision, logDeviation);
        double[] expected = moments(tiny);
        if (logDeviation) {
            expected[1] = Math.log10(expected[1]) / 2;
        }
        Progress plain = run(tiny, false);
        Progress end = run(tiny, true);
        RunningStatistics place = tiny.job().modelSpec().runningStatistics().get(0);
        for (var parameters : List.of(end.state().parameters(), end.average())) {
            double[] values = parameters.toDoubles();
            assertThat(values[place.meanOffset()]).isEqualTo(expected[0], within(tolerance));
            assertThat(values[place.varianceOffset()]).isEqualTo(expected[1], within(tolerance));
        }
        // Everything else stays, to the bit.
        double[] before = plain.state().parameters().toDoubles();
        double[] after = end.state().parameters().toDoubles();
        assertThat(before[place.varianceOffset()]).isNotEqualTo(after[place.varianceOffset()]);
        before[place.meanOffset()] = after[place.meanOffset()];
        before[place.varianceOffset()] = after[place.varianceOffset()];
        assertThat(after).containsExactly(before);
        assertThat(end.state().updaterState().toDoubles())
                .containsExactly(plain.state().updaterState().toDoubles());
        assertThat(end.cursor()).isEqualTo(plain.cursor());
    }

    @Test
    void theLastEvaluationIsOfTheNewStatistics() throws IOException {
        TinyJob tiny = job("onednn", Precision.FLOAT32, false);
        assertThat(run(tiny, true).scores().loss())
                .isNotEqualTo(run(tiny, false).scores().loss());
    }
}
