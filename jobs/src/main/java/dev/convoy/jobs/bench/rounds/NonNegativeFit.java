package dev.convoy.jobs.bench.rounds;

import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code y = Σ cost_i · x_i} with no cost below 0, by least squares of relative errors: each point weighs 1 / y², so that
 * rounds of milliseconds count as much as rounds of seconds.
 *
 * <p>Found by taking the best value of each cost in turn while the others stay, which for this problem ends at its only
 * minimum.
 */
record NonNegativeFit(List<Double> costs) {
    private static final int SWEEPS = 200_000;

    /** A measured {@code y} at {@code x}. */
    record Point(List<Double> x, double y) {}

    static NonNegativeFit of(List<Point> points) {
        int terms = points.get(0).x().size();
        double[][] products = new double[terms][terms];
        double[] targets = new double[terms];
        for (Point point : points) {
            if (point.y() <= 0) {
                // It would weigh more than all others.
                continue;
            }
            for (int i = 0; i < terms; i++) {
                double x = point.x().get(i) / point.y();
                targets[i] += x;
                for (int j = 0; j < terms; j++) {
                    products[i][j] += x * point.x().get(j) / point.y();
                }
            }
        }
        double[] costs = new double[terms];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 0; i < terms; i++) {
                if (products[i][i] > 0) {
                    double rest = targets[i];
                    for (int j = 0; j < terms; j++) {
                        rest -= j == i ? 0 : products[i][j] * costs[j];
                    }
                    costs[i] = Math.max(0, rest / products[i][i]);
                }
            }
        }
        return new NonNegativeFit(
                IntStream.range(0, terms).mapToObj(i -> costs[i]).toList());
    }

    double at(List<Double> x) {
        return IntStream.range(0, x.size())
                .mapToDouble(i -> costs.get(i) * x.get(i))
                .sum();
    }
}
