package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** 10,000 draws of a random choice, for as many examples. */
public final class Draws {
    public static final int COUNT = 10_000;
    private static final double STANDARD_ERRORS = 3;

    private final double[] values;

    private Draws(double[] values) {
        this.values = values;
    }

    /** @param draw returns a number for each seed */
    public static Draws of(ToDoubleFunction<ExampleSeed> draw) {
        return new Draws(IntStream.range(0, COUNT)
                .mapToDouble(key -> draw.applyAsDouble(new ExampleSeed(17, 3, key)))
                .toArray());
    }

    /** Checks the first two moments. */
    public void have(double mean, double variance) {
        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (double value : values) {
            double square = (value - mean) * (value - mean);
            sum += value;
            squares += square;
            fourths += square * square;
        }
        assertThat(sum / COUNT).as("mean").isBetween(mean - error(variance), mean + error(variance));
        double ofSquares = fourths / COUNT - variance * variance;
        assertThat(squares / COUNT)
                .as("variance")
                .isBetween(variance - error(ofSquares) - 1e-12, variance + error(ofSquares) + 1e-12);
    }

    /** Checks the share of draws that are 1; the others are 0. */
    public void areOneWith(double probability) {
        have(probability, probability * (1 - probability));
    }

    /** Checks that all numbers between two are equally likely. */
    public void areUniform(double low, double high) {
        assertThat(Arrays.stream(values)).allMatch(value -> value >= low && value <= high);
        have((low + high) / 2, (high - low) * (high - low) / 12);
    }

    /** Checks that all whole numbers from one to another are equally likely. */
    public void areUniformWhole(int low, int high) {
        for (int number = low; number <= high; number++) {
            int wanted = number;
            new Draws(IntStream.range(0, COUNT)
                            .mapToDouble(i -> values[i] == wanted ? 1 : 0)
                            .toArray())
                    .areOneWith(1.0 / (high - low + 1));
        }
        long count = (long) high - low + 1;
        have((low + high) / 2.0, (count * count - 1) / 12.0);
    }

    private static double error(double variance) {
        return STANDARD_ERRORS * Math.sqrt(Math.max(variance, 0) / COUNT);
    }
}
