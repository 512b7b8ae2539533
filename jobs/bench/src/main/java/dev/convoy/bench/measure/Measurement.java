package dev.convoy.bench.measure;

import java.util.Arrays;
import java.util.List;

/**
 * One contender's repeated measurements.
 *
 * @param imagesPerSecond result of each repetition
 */
public record Measurement(String name, List<Double> imagesPerSecond) {
    public double median() {
        double[] sorted = imagesPerSecond.stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the median of the ratios, repetition by repetition, so that drift affects both. */
    public double ratioTo(Measurement other) {
        double[] ratios = new double[imagesPerSecond.size()];
        Arrays.setAll(ratios, i -> imagesPerSecond.get(i) / other.imagesPerSecond.get(i));
        return new Measurement("", Arrays.stream(ratios).boxed().toList()).median();
    }

    /**
     * Returns images per second of steps of {@code batchSize} images, as many as fit into {@code seconds}, at least
     * one.
     */
    public static double imagesPerSecond(Runnable step, int batchSize, double seconds) {
        int steps = 0;
        long start = System.nanoTime();
        double passed;
        do {
            step.run();
            steps++;
            passed = (System.nanoTime() - start) / 1e9;
        } while (passed < seconds);
        return steps * batchSize / passed;
    }
}
