package dev.convoy.jobs.bench.rounds;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * {@code y = a · u + b · v} with {@code a, b ≥ 0}, by least squares of relative errors: each point weighs 1 / y², so that
 * rounds of milliseconds count as much as rounds of seconds.
 */
record NonNegativeFit(double a, double b) {
    /** A measured {@code y} at {@code (u, v)}. */
    record Point(double u, double v, double y) {}

    static NonNegativeFit of(List<Point> points) {
        double uu = sum(points, point -> point.u() * point.u());
        double uv = sum(points, point -> point.u() * point.v());
        double vv = sum(points, point -> point.v() * point.v());
        double uy = sum(points, point -> point.u() * point.y());
        double vy = sum(points, point -> point.v() * point.y());
        double determinant = uu * vv - uv * uv;
        // As good as 0 if u and v are in proportion.
        if (determinant > 1e-12 * uu * vv) {
            double a = (uy * vv - vy * uv) / determinant;
            double b = (vy * uu - uy * uv) / determinant;
            if (a >= 0 && b >= 0) {
                return new NonNegativeFit(a, b);
            }
        }
        NonNegativeFit onlyA = new NonNegativeFit(uu > 0 ? Math.max(0, uy / uu) : 0, 0);
        NonNegativeFit onlyB = new NonNegativeFit(0, vv > 0 ? Math.max(0, vy / vv) : 0);
        return onlyA.squaredError(points) <= onlyB.squaredError(points) ? onlyA : onlyB;
    }

    double at(double u, double v) {
        return a * u + b * v;
    }

    private double squaredError(List<Point> points) {
        return sum(points, point -> Math.pow(at(point.u(), point.v()) - point.y(), 2));
    }

    private static double sum(List<Point> points, ToDoubleFunction<Point> term) {
        // A point of 0 weighs nothing, rather than everything.
        return points.stream()
                .filter(point -> point.y() > 0)
                .mapToDouble(point -> term.applyAsDouble(point) / (point.y() * point.y()))
                .sum();
    }
}
