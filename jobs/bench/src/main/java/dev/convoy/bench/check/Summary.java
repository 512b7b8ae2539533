package dev.convoy.bench.check;

import dev.convoy.kernel.Precision;
import java.util.Locale;

/** Counts the results of one precision. */
final class Summary {
    private final Precision precision;
    private final long start = System.nanoTime();
    private int cases;
    private int failures;
    private Difference greatest = Difference.NONE;
    private Difference greatestOfRounds = Difference.NONE;

    Summary(Precision precision) {
        this.precision = precision;
    }

    /** Returns whether the case passed. */
    boolean add(CaseResult result) {
        cases++;
        greatest = greater(greatest, Difference.greatest(result.single()), result.name());
        greatestOfRounds = greater(greatestOfRounds, Difference.greatest(result.round()), result.name());
        boolean passed = result.passes();
        if (!passed) {
            failures++;
        }
        return passed;
    }

    private static Difference greater(Difference so, Difference now, String name) {
        return Difference.BY_SIZE.compare(now, so) > 0
                ? new Difference(now.what() + " in " + name, now.relative(), now.tolerance())
                : so;
    }

    boolean passed() {
        return failures == 0;
    }

    String progress(int of) {
        return String.format(Locale.ROOT, "%s: %d of %d cases, %.0f s", precision.key(), cases, of, seconds());
    }

    @Override
    public String toString() {
        String rounds =
                greatestOfRounds.equals(Difference.NONE) ? "" : "; after three steps of a round: " + greatestOfRounds;
        return String.format(
                Locale.ROOT,
                "%s: %d cases, %d failures, %.0f s; at most: %s%s",
                precision.key(),
                cases,
                failures,
                seconds(),
                greatest,
                rounds);
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
