package dev.convoy.bench.check;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How far a kernel is from {@code reference} in one quantity.
 *
 * @param what the quantity, for example {@code gradient of conv1}
 * @param relative the greatest difference by the quantity's greatest value; NaN if a value is
 * @param tolerance the greatest {@code relative} that passes
 */
record Difference(String what, double relative, double tolerance) {
    static final Difference NONE = new Difference("nothing", 0, 0);

    /** Orders by size; NaN is the greatest. */
    static final Comparator<Difference> BY_SIZE = Comparator.comparingDouble(Difference::relative);

    static Difference greatest(List<Difference> differences) {
        return differences.stream().max(BY_SIZE).orElse(NONE);
    }

    /** @param scale the quantity's greatest value */
    static Difference of(String what, double difference, double scale, double tolerance) {
        return new Difference(what, difference == 0 ? 0 : difference / scale, tolerance);
    }

    boolean passes() {
        return relative <= tolerance;
    }

    /** Returns it with at least this tolerance. */
    Difference allowing(double least) {
        return new Difference(what, relative, Math.max(tolerance, least));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s differs by %.1e (tolerance %.0e)", what, relative, tolerance);
    }
}
