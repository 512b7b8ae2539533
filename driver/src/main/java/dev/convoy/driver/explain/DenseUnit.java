package dev.convoy.driver.explain;

import dev.convoy.kernel.graph.LayerSpec.Dense;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A unit of a dense layer as a sum: the largest products by size, the sum of all others, and the bias.
 *
 * @param inputs numbers of the inputs whose products are shown
 * @param x values of these inputs
 * @param w weights of these inputs
 * @param rest sum of the products of the other inputs
 */
record DenseUnit(int unit, float value, float bias, double rest, int[] inputs, float[] x, float[] w) {
    private static final int UNITS = 10;
    private static final int TERMS = 12;

    /**
     * Returns the units with the greatest values.
     *
     * @param bySize whether the values' signs do not matter
     */
    static List<DenseUnit> strongest(Dense layer, float[] parameters, float[] input, float[] output, boolean bySize) {
        List<DenseUnit> units = new ArrayList<>();
        IntStream.range(0, output.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> bySize ? -Math.abs(output[k]) : -output[k]))
                .limit(UNITS)
                .forEach(k -> units.add(of(layer, parameters, input, output, k)));
        return units;
    }

    private static DenseUnit of(Dense layer, float[] parameters, float[] input, float[] output, int unit) {
        int from = Math.toIntExact(layer.weightsOffset()) + unit * input.length;
        int[] shown = IntStream.range(0, input.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(parameters[from + i] * input[i]))
                        .thenComparing(i -> i))
                .limit(TERMS)
                .mapToInt(Integer::intValue)
                .toArray();
        double rest = 0;
        for (int i = 0; i < input.length; i++) {
            rest += (double) parameters[from + i] * input[i];
        }
        float[] x = new float[shown.length];
        float[] w = new float[shown.length];
        for (int i = 0; i < shown.length; i++) {
            x[i] = input[shown[i]];
            w[i] = parameters[from + shown[i]];
            rest -= (double) x[i] * w[i];
        }
        float bias = layer.hasBias() ? parameters[Math.toIntExact(layer.biasOffset()) + unit] : 0;
        return new DenseUnit(unit, output[unit], bias, rest, shown, x, w);
    }
}
