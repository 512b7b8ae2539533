package dev.convoy.bench.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of one case.
 *
 * @param single differences from {@code reference}
 * @param round differences of a round; empty if the engine has no training steps on a GPU
 * @param faults other failures, as clauses
 */
record CaseResult(String name, List<Difference> single, List<Difference> round, List<String> faults) {
    private static final int MOST_NAMED = 3;

    static CaseResult failed(String name, Throwable failure) {
        return new CaseResult(
                name, List.of(), List.of(), List.of(failure.toString().replaceAll("\\s*\\R\\s*", " ")));
    }

    boolean passes(Tolerance tolerance) {
        return failures(tolerance).isEmpty();
    }

    /** Returns one line that names the case, what differs and by how much. */
    String line(Tolerance tolerance) {
        List<String> failures = failures(tolerance);
        int more = failures.size() - MOST_NAMED;
        return "FAILED " + name + ": " + failures.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? ", and " + more + " more" : "");
    }

    /** Returns all failures, the greatest differences first. */
    private List<String> failures(Tolerance tolerance) {
        List<String> failures = new ArrayList<>(faults);
        add(failures, single, tolerance.single());
        add(failures, round, tolerance.round());
        return failures;
    }

    private static void add(List<String> failures, List<Difference> differences, double tolerance) {
        differences.stream()
                .filter(difference -> difference.exceeds(tolerance))
                .sorted(Difference.BY_SIZE.reversed())
                .map(difference -> difference + " (tolerance " + tolerance + ")")
                .forEach(failures::add);
    }
}
