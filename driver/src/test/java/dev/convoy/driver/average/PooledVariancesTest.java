package dev.convoy.driver.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.FlatVector;
import java.util.List;
import org.junit.jupiter.api.Test;

class PooledVariancesTest {
    /** A parameter, two channels' means and variances, another parameter. */
    private static final List<RunningStatistics> PLAIN = List.of(new RunningStatistics(1, 2, false));

    private static final List<RunningStatistics> LOG = List.of(new RunningStatistics(1, 2, true));

    @Test
    void twoWorkersMeansAndVariancesArePooled() {
        WeightedAverage average = new WeightedAverage(PLAIN);
        average.add(30, FlatVector.of(4.0, 1.0, -2.0, 2.0, 0.5, 8.0));
        average.add(10, FlatVector.of(8.0, 5.0, -2.0, 4.0, 0.9, 4.0));

        // mean (30·1 + 10·5) / 40 = 2, variance (30·(2 + 1) + 10·(4 + 25)) / 40 − 4 = 5.5; and with equal means the
        // weighted average, 0.6.
        assertThat(average.result().toDoubles()).containsExactly(new double[] {5, 2, -2, 5.5, 0.6, 7}, within(1e-15));
    }

    @Test
    void logarithmsOfDeviationsArePooledAsTheVariancesTheyStandFor() {
        WeightedAverage average = new WeightedAverage(LOG);
        average.add(30, FlatVector.of(4.0, 1.0, -2.0, log(2.0), log(0.5), 8.0));
        average.add(10, FlatVector.of(8.0, 5.0, -2.0, log(4.0), log(0.9), 4.0));

        assertThat(average.result().toDoubles())
                .containsExactly(new double[] {5, 2, -2, log(5.5), log(0.6), 7}, within(1e-15));
    }

    /** A channel may have one value in all images. */
    @Test
    void theLogarithmOfAVarianceOfNothingIsFinite() {
        WeightedAverage average = new WeightedAverage(LOG);
        average.add(30, FlatVector.of(4.0, 1.0, -2.0, -200.0, -30.0, 8.0));
        average.add(10, FlatVector.of(8.0, 1.0, -2.0, -200.0, -30.0, 4.0));

        assertThat(average.result().toDoubles()[3]).isEqualTo(-30);
        assertThat(average.result().toDoubles()[4]).isCloseTo(-30, within(1e-12));
    }

    @Test
    void threeWorkersAreWhatTheirExamplesAreTogether() {
        WeightedAverage average = new WeightedAverage(PLAIN);
        average.add(20, FlatVector.of(0.0, 1.0, 100.0, 3.0, 1e-9, 0.0));
        average.add(0, FlatVector.of(0.0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0.0));
        average.add(30, FlatVector.of(0.0, -4.0, 100.0, 5.0, 1e-9, 0.0));
        average.add(50, FlatVector.of(0.0, 7.0, 100.0, 0.25, 1e-9, 0.0));
        double mean = (20 * 1 - 30 * 4 + 50 * 7) / 100.0;
        double square = (20 * (3 + 1.0) + 30 * (5 + 16.0) + 50 * (0.25 + 49)) / 100;

        // The second channel's moments are too close together for their difference to keep its digits.
        assertThat(average.result().toDoubles())
                .containsExactly(new double[] {0, mean, 100, square - mean * mean, 1e-9, 0}, within(1e-14));
        assertThat(average.result().toDoubles()[4]).isCloseTo(1e-9, within(1e-22));
    }

    @Test
    void oneWorkersVectorComesBackToTheBit() {
        FlatVector vector = FlatVector.of(0.1f, 123.456f, -0.3f, 1e-12f, 0.7f, 3f);
        WeightedAverage average = new WeightedAverage(PLAIN);
        average.add(12_345_677, vector);

        assertThat(average.result().bytes()).isEqualTo(vector.bytes());
    }

    private static double log(double variance) {
        return Math.log10(Math.sqrt(variance));
    }
}
