package dev.convoy.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.MapSchedule;

/** Schedules against numbers computed by hand from their formulas. */
class RateScheduleTest {
    private static double at(Curve curve, int iteration) {
        return new RateSchedule(1, 0, curve).valueAt(iteration, 99);
    }

    @Test
    void warmUpRisesByEqualStepsToTheRate() {
        RateSchedule schedule = new RateSchedule(0.4, 4, new Curve.Constant());
        assertThat(Stream.of(0, 1, 2, 3, 4, 400).map(i -> schedule.valueAt(i, 0)))
                .containsExactly(0.1, 0.2, 0.4 * 3 / 4, 0.4, 0.4, 0.4);
    }

    @Test
    void stepsMultiplyAtTheirUpdates() {
        Curve curve = new Curve.Steps(List.of(10, 15), 0.1);
        assertThat(at(curve, 9)).isEqualTo(1);
        assertThat(at(curve, 10)).isEqualTo(0.1);
        assertThat(at(curve, 14)).isEqualTo(0.1);
        assertThat(at(curve, 15)).isEqualTo(0.01, within(1e-16));
        assertThat(at(curve, 9999)).isEqualTo(0.01, within(1e-16));
    }

    @Test
    void cosineFallsFromTheWarmUpToTheEnd() {
        Curve curve = new Curve.Cosine(4, 12, 0.2);
        assertThat(at(curve, 4)).isEqualTo(1);
        // A quarter of the way: cos(π / 4) = √½.
        assertThat(at(curve, 6)).isEqualTo(0.2 + 0.8 * (1 + Math.sqrt(0.5)) / 2, within(1e-15));
        assertThat(at(curve, 8)).isEqualTo(0.6, within(1e-15));
        assertThat(at(curve, 12)).isEqualTo(0.2);
        assertThat(at(curve, 100)).isEqualTo(0.2);
    }

    @Test
    void polynomialFallsByItsPower() {
        Curve square = new Curve.Polynomial(0, 10, 2, 0.1);
        assertThat(at(square, 0)).isEqualTo(1);
        assertThat(at(square, 5)).isEqualTo(0.1 + 0.9 * 0.25, within(1e-15));
        assertThat(at(square, 10)).isEqualTo(0.1);
        assertThat(at(new Curve.Polynomial(0, 10, 1, 0), 3)).isEqualTo(0.7, within(1e-15));
    }

    /** {@code torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1, total_steps=21)}: the top is at 0.3 · 21 − 1. */
    @Test
    void oneCycleIsThatOfPyTorch() {
        Curve curve = new Curve.OneCycle(0.3 * 21 - 1, 20);
        assertThat(at(curve, 0)).isEqualTo(0.04, within(1e-15));
        double up = (1 + Math.cos(Math.PI * 2 / 5.3)) / 2;
        assertThat(at(curve, 2)).isEqualTo(1 + (0.04 - 1) * up, within(1e-15));
        double down = (1 + Math.cos(Math.PI * (10 - 5.3) / (20 - 5.3))) / 2;
        assertThat(at(curve, 10)).isEqualTo(4e-6 + (1 - 4e-6) * down, within(1e-15));
        assertThat(at(curve, 20)).isEqualTo(4e-6, within(1e-18));
        assertThat(at(curve, 21)).isEqualTo(4e-6, within(1e-18));
    }

    static Stream<IUpdater> updaters() {
        return Stream.of(
                        new Curve.Constant(),
                        new Curve.Steps(List.of(3, 5), 0.3),
                        new Curve.Cosine(2, 9, 0.1),
                        new Curve.Polynomial(2, 9, 0.5, 0),
                        new Curve.OneCycle(1.5, 9))
                .flatMap(curve -> {
                    RateSchedule schedule = new RateSchedule(0.3, 2, curve);
                    return Stream.of(new Nesterovs(schedule, 0.8), new Lars(0.3, schedule, 0.8, 0.002));
                });
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void aConfigurationKeepsThemInItsJson(IUpdater updater) {
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .updater(updater)
                .list()
                .layer(new OutputLayer.Builder().nIn(2).nOut(2).build())
                .build();
        MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(configuration.toJson());
        assertThat(((BaseLayer) read.getConf(0).getLayer()).getIUpdater())
                .isEqualTo(updater)
                .isEqualTo(updater.clone())
                .isNotEqualTo(new Nesterovs(0.3, 0.8));
        assertThat(read.toJson()).isEqualTo(configuration.toJson());
    }

    @Test
    void deeplearning4jsNearestFollowsItInSteps() {
        RateSchedule schedule = new RateSchedule(0.1, 50, new Curve.Cosine(50, 1000, 0));
        MapSchedule nearest = schedule.inSteps(1000);
        for (int iteration = 0; iteration < 1100; iteration++) {
            assertThat(nearest.valueAt(iteration, 0))
                    .isEqualTo(schedule.valueAt(iteration / 10 * 10, 0))
                    .isEqualTo(schedule.valueAt(iteration, 0), within(0.02));
        }
    }
}
