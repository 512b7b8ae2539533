package dev.convoy.driver.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.average.OuterOptimizer.Step;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class OuterOptimizerTest {
    /** More than two chunks, and no whole number of them. */
    private static final int LENGTH = 2 * FlatVector.CHUNK + 77;

    private static final FlatVector NONE = new FlatVector(DataType.FLOAT, new byte[0]);
    private static final FlatVector WIDE_NONE = new FlatVector(DataType.DOUBLE, new byte[0]);

    @Test
    void theAverageIsLeftAsItIs() {
        FlatVector average = random(1);
        Step step = new PlainAverage().step(random(2), average, NONE);

        assertThat(step.parameters()).isSameAs(average);
        assertThat(step.momentum()).isSameAs(NONE);
    }

    @Test
    void twoRoundsByHand() {
        OuterOptimizer outer = new NesterovAverage(0.8, 0.5, List.of());
        // Δ = 1 - 0.5 = 0.5; v = 0.5; θ = 1 - 0.8 · (0.5 + 0.25).
        Step first = outer.step(FlatVector.of(1.0), FlatVector.of(0.5), WIDE_NONE);
        assertThat(first.parameters().toDoubles()).containsExactly(new double[] {0.4}, within(1e-15));
        assertThat(first.momentum().toDoubles()).containsExactly(0.5);
        // Δ = 0.4 - 0.3 = 0.1; v = 0.25 + 0.1 = 0.35; θ = 0.4 - 0.8 · (0.1 + 0.175).
        Step second = outer.step(first.parameters(), FlatVector.of(0.3), first.momentum());
        assertThat(second.parameters().toDoubles()).containsExactly(new double[] {0.18}, within(1e-15));
        assertThat(second.momentum().toDoubles()).containsExactly(new double[] {0.35}, within(1e-15));
    }

    /**
     * θ − (θ − a) rounds twice in float64, each time by half a unit in the last place of θ or a at most. For float32
     * values that are not more than 2²⁸ apart both are exact, and the average comes back bit by bit.
     */
    @Test
    void withALearningRateOfOneAndNoMomentumItIsTheAverage() {
        OuterOptimizer outer = new NesterovAverage(1, 0, List.of());
        FlatVector average = random(1);
        assertThat(outer.step(random(2), average, NONE).parameters().bytes()).isEqualTo(average.bytes());

        double[] theta = random(3).toDoubles();
        double[] wide = random(4).toDoubles();
        for (int i = 0; i < LENGTH; i++) {
            theta[i] /= 3;
            wide[i] /= 7;
        }
        double[] stepped = outer.step(FlatVector.of(theta), FlatVector.of(wide), WIDE_NONE)
                .parameters()
                .toDoubles();
        for (int i = 0; i < LENGTH; i++) {
            double unit = Math.ulp(Math.max(Math.abs(theta[i]), Math.abs(wide[i])));
            assertThat(stepped[i]).isCloseTo(wide[i], within(2 * unit));
        }
    }

    @Test
    void everyValueIsSteppedByItself() {
        OuterOptimizer outer = new NesterovAverage(0.7, 0.9, List.of());
        FlatVector start = random(1);
        FlatVector average = random(2);
        FlatVector velocity = random(3);
        Step whole = outer.step(start, average, velocity);

        for (int i : new int[] {0, 1, FlatVector.CHUNK - 1, FlatVector.CHUNK, 2 * FlatVector.CHUNK + 5, LENGTH - 1}) {
            Step one = outer.step(start.slice(i, i + 1), average.slice(i, i + 1), velocity.slice(i, i + 1));
            assertThat(whole.parameters().slice(i, i + 1).bytes())
                    .isEqualTo(one.parameters().bytes());
            assertThat(whole.momentum().slice(i, i + 1).bytes())
                    .isEqualTo(one.momentum().bytes());
        }
    }

    @Test
    void runningStatisticsStayAsTheAverageHasThem() {
        // Both within a chunk, and over the border of two.
        List<RunningStatistics> statistics =
                List.of(new RunningStatistics(10, 4, false), new RunningStatistics(FlatVector.CHUNK - 3, 5, false));
        FlatVector average = random(1);
        Step step = new NesterovAverage(0.7, 0.9, statistics).step(random(2), average, random(3));

        float[] expected = average.toFloats();
        float[] stepped = step.parameters().toFloats();
        float[] velocity = step.momentum().toFloats();
        for (int i = 0; i < LENGTH; i++) {
            int at = i;
            boolean kept = statistics.stream().anyMatch(running -> at >= running.meanOffset() && at < running.end());
            assertThat(stepped[i] == expected[i]).as("value %d", i).isEqualTo(kept);
            assertThat(velocity[i] == 0).as("momentum %d", i).isEqualTo(kept);
        }
    }

    @Test
    void vectorsOfDifferentLengthsAreRefused() {
        assertThatThrownBy(
                        () -> new NesterovAverage(1, 0, List.of()).step(FlatVector.of(1f, 2f), FlatVector.of(1f), NONE))
                .hasMessageContaining("one length. Given: 2, 1, 0");
    }

    private static FlatVector random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return FlatVector.of(values);
    }
}
