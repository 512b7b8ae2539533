package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** One pass gives what Deeplearning4j's own passes give; those compute in float64, which is never fused. */
class FusedUpdateTest {
    private static final int STEPS = 5;
    private static final int EXAMPLES = 7;

    static Stream<IUpdater> updaters() {
        return Stream.of(
                new Sgd(0.1),
                new Nesterovs(0.1, 0.9),
                new RmsProp(new ExponentialSchedule(ScheduleType.ITERATION, 1e-2, 0.7)),
                new Adam(1e-2));
    }

    /** Convolution, batch normalization and dense layers: L2 on some parameters, statistics that are not divided. */
    private static Model model(IUpdater updater, boolean miniBatch) {
        return Model.of(
                new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .miniBatch(miniBatch)
                        .updater(updater)
                        .l2(1e-2)
                        .list()
                        .layer(new ConvolutionLayer.Builder(3, 3).nOut(20).build())
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Networks.dense(11))
                        .layer(Networks.output(3))
                        .build(),
                new Shape(2, 9, 9));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updaters")
    void onePassGivesWhatDeeplearning4jGives(IUpdater updater) {
        assertSame(model(updater, true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void weightDecayIsIncluded(boolean timesLearningRate) {
        assertSame(Model.of(
                new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .updater(new Adam(1e-2))
                        .weightDecay(1e-2, timesLearningRate)
                        .list()
                        .layer(Networks.dense(11))
                        .layer(Networks.output(3))
                        .build(),
                new Shape(2, 9, 9)));
    }

    @Test
    void gradientsThatAreNotOfAMinibatchAreNotDivided() {
        assertSame(model(new Sgd(0.01), false));
    }

    private static void assertSame(Model model) {
        try (Optimizer fused = new Optimizer(model, Precision.FLOAT32, 1);
                Optimizer deeplearning4j = new Optimizer(model, Precision.FLOAT64, 1)) {
            assertThat(fused.isPlain()).isTrue();
            deeplearning4j.load(new ModelState(
                    wide(fused.state().parameters().toDoubles()),
                    wide(fused.state().updaterState().toDoubles())));
            Random random = new Random(2);
            for (int step = 0; step < STEPS; step++) {
                double[] gradient = random.doubles(model.parameters(), -1, 1)
                        .map(value -> (float) value)
                        .toArray();
                new DoublePointer(deeplearning4j.gradient()).put(gradient);
                new FloatPointer(fused.gradient()).put(narrow(gradient));
                fused.step(step, 0, EXAMPLES);
                deeplearning4j.step(step, 0, EXAMPLES);
            }
            assertThat(fused.state().parameters().toDoubles())
                    .containsExactly(deeplearning4j.state().parameters().toDoubles(), within(1e-6));
            assertThat(fused.state().updaterState().toDoubles())
                    .containsExactly(deeplearning4j.state().updaterState().toDoubles(), within(1e-6));
        }
    }

    private static FlatVector wide(double[] values) {
        return FlatVector.of(values);
    }

    private static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }
}
