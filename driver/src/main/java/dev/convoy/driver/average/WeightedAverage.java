package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Computes {@code Σ n_w · v_w / Σ n_w}, summed in double in the order of the calls: callers add in worker order, never
 * in the order of arrival. Whole vectors and slices of them give the same bits. A value that is equal for all workers,
 * such as a frozen weight, stays unchanged. Running variances are pooled, see {@link RunningStatistics}.
 *
 * <p>There is no merge of two partial sums: it would make the bits depend on how the workers were grouped.
 */
public final class WeightedAverage {
    private final List<PooledVariances> variances;
    private double[] sums;
    /** For float64, whose sums are rounded: the first worker's values, or NaN where another worker's value differs. */
    private double[] agreed;

    private long weight;
    private DataType type;

    public WeightedAverage() {
        this(List.of());
    }

    /** @param statistics which values are running means and variances */
    public WeightedAverage(List<RunningStatistics> statistics) {
        this.variances = statistics.stream().map(PooledVariances::new).toList();
    }

    /**
     * @param examples the worker's weight; a worker without examples changes nothing
     * @param values the worker's vector, of the same type and length as those before
     */
    public void add(long examples, FlatVector values) {
        if (examples < 0) {
            throw new IllegalArgumentException("a weight must be >= 0. Given: " + examples);
        }
        if (sums == null) {
            sums = new double[values.length()];
            type = values.type();
        }
        if (sums.length != values.length() || type != values.type()) {
            throw new IllegalArgumentException("cannot average a vector of " + values.length() + " " + values.type()
                    + " with one of " + sums.length + " " + type);
        }
        if (examples == 0) {
            return;
        }
        for (PooledVariances pooled : variances) {
            pooled.add(examples, values, weight, sums);
        }
        double[] chunk = new double[FlatVector.CHUNK];
        for (int from = 0; from < sums.length; from += chunk.length) {
            int count = values.read(from, chunk);
            for (int i = 0; i < count; i++) {
                sums[from + i] += examples * chunk[i];
            }
            if (type == DataType.DOUBLE) {
                agree(from, chunk, count);
            }
        }
        weight += examples;
    }

    private void agree(int from, double[] chunk, int count) {
        if (agreed == null) {
            agreed = new double[sums.length];
        }
        for (int i = 0; i < count; i++) {
            boolean differs = weight > 0 && agreed[from + i] != chunk[i];
            agreed[from + i] = differs ? Double.NaN : chunk[i];
        }
    }

    /** Sum of the weights. */
    public long weight() {
        return weight;
    }

    /** @throws IllegalStateException if no worker had examples */
    public FlatVector result() {
        if (weight == 0) {
            throw new IllegalStateException("an average needs at least 1 example. Added: " + weight);
        }
        double[] result = new double[sums.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = agreed == null || Double.isNaN(agreed[i]) ? sums[i] / weight : agreed[i];
        }
        variances.forEach(pooled -> pooled.put(weight, result));
        return FlatVector.rounded(type, result);
    }
}
