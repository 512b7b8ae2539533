package dev.convoy.driver.report.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A curve over rounds, reduced to as many points as a screen can show: each is the mean of some rounds in a row, with
 * the least and the greatest of them.
 *
 * @param rounds last round of each point, from 1
 * @param low null if each point is one round
 * @param high null if each point is one round
 */
@JsonInclude(Include.NON_NULL)
record Series(List<Integer> rounds, List<Double> mean, List<Double> low, List<Double> high) {
    /** One value of a curve. */
    record Point(int round, double value) {}

    /** @param points in the order of rounds; those that are not finite are left out */
    static Series of(List<Point> points, int most) {
        List<Point> finite =
                points.stream().filter(point -> Double.isFinite(point.value())).toList();
        List<Integer> rounds = new ArrayList<>();
        List<Double> mean = new ArrayList<>();
        List<Double> low = new ArrayList<>();
        List<Double> high = new ArrayList<>();
        int buckets = Math.min(most, finite.size());
        for (int bucket = 0; bucket < buckets; bucket++) {
            List<Point> some = finite.subList((int) ((long) finite.size() * bucket / buckets), (int)
                    ((long) finite.size() * (bucket + 1) / buckets));
            rounds.add(some.get(some.size() - 1).round());
            mean.add(rounded(some.stream().mapToDouble(Point::value).average().orElseThrow()));
            low.add(rounded(some.stream().mapToDouble(Point::value).min().orElseThrow()));
            high.add(rounded(some.stream().mapToDouble(Point::value).max().orElseThrow()));
        }
        boolean isReduced = finite.size() > buckets;
        return new Series(rounds, mean, isReduced ? low : null, isReduced ? high : null);
    }

    /** Five digits are more than a screen shows, and a third of the bytes. */
    static double rounded(double value) {
        return Double.isFinite(value) ? Double.parseDouble(String.format(Locale.ROOT, "%.5g", value)) : value;
    }
}
