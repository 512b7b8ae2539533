package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.learning.Lars;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Limits of gradients, sums of several minibatches, and LARS, on gradients that are given and not computed. */
class StepRuleTest {
    private static final int EXAMPLES = 4;
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final int STATISTICS = 2 * 3;

    /** A dense layer of 3 outputs and a normalization of them, then the output layer. */
    private static Model model(IUpdater updater, double l2) {
        return Model.of(
                new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .updater(updater)
                        .l2(l2)
                        .list()
                        .layer(Networks.dense(3))
                        .layer(new BatchNormalization.Builder().build())
                        .layer(Networks.output(2))
                        .build(),
                new Shape(1, 2, 2));
    }

    private static double[] random(int length) {
        return new Random(3).doubles(length, -1, 1).map(value -> (float) value).toArray();
    }

    /** Returns how the parameters change by one update from a gradient that is the sum of {@code parts}. */
    private static double[] change(Model model, Precision precision, StepRule rule, double[]... parts) {
        try (Optimizer optimizer = new Optimizer(model, precision, rule, 1)) {
            double[] before = optimizer.state().parameters().toDoubles();
            for (int i = 0; i < parts.length; i++) {
                if (i > 0) {
                    optimizer.keepGradient();
                }
                put(optimizer, precision, parts[i]);
            }
            optimizer.step(0, 0, EXAMPLES * parts.length);
            double[] after = optimizer.state().parameters().toDoubles();
            return difference(before, after);
        }
    }

    private static void put(Optimizer optimizer, Precision precision, double[] gradient) {
        if (precision == Precision.FLOAT64) {
            new DoublePointer(optimizer.gradient()).put(gradient);
            return;
        }
        float[] narrow = new float[gradient.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) gradient[i];
        }
        new FloatPointer(optimizer.gradient()).put(narrow);
    }

    private static double[] difference(double[] before, double[] after) {
        double[] change = new double[before.length];
        for (int i = 0; i < change.length; i++) {
            change[i] = before[i] - after[i];
        }
        return change;
    }

    /** Index of the first running mean: after the dense layer's 15 parameters and γ and β. */
    private static final int FIRST_STATISTIC = 15 + 6;

    private static boolean isStatistic(int i) {
        return i >= FIRST_STATISTIC && i < FIRST_STATISTIC + STATISTICS;
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT32", "FLOAT64"})
    void theNormOfAllGradientsTogetherIsLimited(Precision precision) {
        Model model = model(new Sgd(1), 0);
        double[] gradient = random((int) model.parameters());
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            sum += isStatistic(i) ? 0 : gradient[i] * gradient[i];
        }
        double norm = Math.sqrt(sum) / EXAMPLES;
        double[] limited = change(model, precision, new StepRule(norm / 2, INFINITE, 1), gradient);
        double[] within = change(model, precision, new StepRule(norm * 2, INFINITE, 1), gradient);
        for (int i = 0; i < gradient.length; i++) {
            double whole = isStatistic(i) ? gradient[i] : gradient[i] / EXAMPLES;
            assertThat(within[i]).isEqualTo(whole, within(1e-6));
            assertThat(limited[i]).isEqualTo(isStatistic(i) ? whole : whole / 2, within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT32", "FLOAT64"})
    void eachGradientIsLimited(Precision precision) {
        Model model = model(new Sgd(1), 0);
        double[] gradient = random((int) model.parameters());
        double[] limited = change(model, precision, new StepRule(INFINITE, 0.1, 1), gradient);
        for (int i = 0; i < gradient.length; i++) {
            double whole = isStatistic(i) ? gradient[i] : gradient[i] / EXAMPLES;
            double expected = isStatistic(i) ? whole : Math.max(-0.1, Math.min(0.1, whole));
            assertThat(limited[i]).isEqualTo(expected, within(1e-6));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT32", "FLOAT64"})
    void gradientsOfSeveralMinibatchesAddUpAndTheirStatisticsAreAveraged(Precision precision) {
        Model model = model(new Sgd(1), 0);
        int length = (int) model.parameters();
        double[] one = random(length);
        double[] two = Arrays.stream(one).map(value -> value * value).toArray();
        double[] three = Arrays.stream(one).map(value -> -value / 3).toArray();
        double[] change = change(model, precision, new StepRule(INFINITE, INFINITE, 3), one, two, three);
        for (int i = 0; i < length; i++) {
            double sum = one[i] + two[i] + three[i];
            assertThat(change[i]).isEqualTo(isStatistic(i) ? sum / 3 : sum / (3 * EXAMPLES), within(1e-6));
        }
    }

    @Test
    void larsScalesTheRateOfWeightsByTheirNorms() {
        double l2 = 0.05;
        double trust = 0.02;
        Model model = model(new Lars(0.5, null, 0.9, trust), l2);
        double[] gradient = random((int) model.parameters());
        double[] before;
        double[] first;
        double[] second;
        try (Optimizer optimizer = new Optimizer(model, Precision.FLOAT32, 1)) {
            assertThat(optimizer.isPlain()).isFalse();
            before = optimizer.state().parameters().toDoubles();
            put(optimizer, Precision.FLOAT32, gradient);
            optimizer.step(0, 0, EXAMPLES);
            first = optimizer.state().parameters().toDoubles();
            optimizer.step(1, 0, EXAMPLES);
            second = optimizer.state().parameters().toDoubles();
        }
        // The dense layer has 4 × 3 weights, then 3 biases.
        int from = 0;
        int to = 12;
        double[] velocity = new double[to];
        for (double[] weights : new double[][] {before, first}) {
            double w = norm(weights, from, to);
            double g = norm(gradient, from, to) / EXAMPLES;
            double rate = 0.5 * trust * w / (g + l2 * w);
            double[] after = weights == before ? first : second;
            for (int i = from; i < to; i++) {
                velocity[i] = 0.9 * velocity[i] + rate * (gradient[i] / EXAMPLES + l2 * weights[i]);
                assertThat(after[i]).isEqualTo(weights[i] - velocity[i], within(1e-6));
            }
        }
        for (int bias = 12; bias < 21; bias++) {
            assertThat(first[bias]).isEqualTo(before[bias] - 0.5 * gradient[bias] / EXAMPLES, within(1e-6));
            assertThat(second[bias]).isEqualTo(before[bias] - (0.5 + 0.95) * gradient[bias] / EXAMPLES, within(1e-6));
        }
    }

    @Test
    void larsIsNotReplacedBySomethingElseInFloat64() {
        Model model = model(new Lars(0.5, null, 0.9, 0.001), 0);
        assertThatThrownBy(() -> new Optimizer(model, Precision.FLOAT64, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("LARS needs float32");
    }

    private static double norm(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i] * values[i];
        }
        return Math.sqrt(sum);
    }
}
