package dev.convoy.driver.doctor;

import dev.convoy.base.InvalidInputException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes all checks of what is known about a job. */
public final class Doctor {
    /** The checks of settings, which need no input and no executors. */
    private static final List<Check> SETTINGS = Stream.of(
                    TaskChecks.ALL,
                    GpuChecks.ALL,
                    ClusterChecks.ALL,
                    YarnChecks.ALL,
                    KubernetesChecks.ALL,
                    StorageChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private static final List<Check> INPUT = Stream.of(MemoryChecks.ALL, DataChecks.ALL, ModelChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private Doctor() {}

    /** Returns what is wrong, errors first. */
    public static List<Finding> examine(Facts facts) {
        return Stream.of(SETTINGS, INPUT, HostChecks.ALL)
                .flatMap(List::stream)
                .flatMap(check -> find(check, facts).stream())
                .distinct()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    /** Returns only what is wrong with the executors' machines. */
    public static List<Finding> examineHosts(Facts facts) {
        return HostChecks.ALL.stream()
                .flatMap(check -> find(check, facts).stream())
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    private static Optional<Finding> find(Check check, Facts facts) {
        try {
            return check.find(facts);
        } catch (InvalidInputException e) {
            return Optional.of(Finding.of("spark-property", e));
        }
    }
}
