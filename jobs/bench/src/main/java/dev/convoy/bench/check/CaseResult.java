package dev.convoy.bench.check;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

    boolean passes() {
        return failures().isEmpty();
    }

    /**
     * Returns the result with tolerances of at least some times what {@code reference} moves by a format's rounding.
     *
     * @param movement in the order of {@code single}
     */
    CaseResult allowing(List<Difference> movement, double times) {
        List<Difference> allowing = IntStream.range(0, single.size())
                .mapToObj(i -> single.get(i).allowing(times * movement.get(i).relative()))
                .toList();
        return new CaseResult(name, allowing, round, faults);
    }

    /** Returns one line that names the case, what differs and by how much. */
    String line() {
        List<String> failures = failures();
        int more = failures.size() - MOST_NAMED;
        return "FAILED " + name + ": " + failures.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? ", and " + more + " more" : "");
    }

    /** Returns all failures, the greatest differences first. */
    private List<String> failures() {
        Stream<String> differences = Stream.concat(single.stream(), round.stream())
                .filter(difference -> !difference.passes())
                .sorted(Difference.BY_SIZE.reversed())
                .map(Difference::toString);
        return Stream.concat(faults.stream(), differences).toList();
    }
}
