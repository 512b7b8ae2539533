package dev.convoy.driver.doctor;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Queues, priorities, attempts and containers of YARN. */
final class YarnChecks {
    static final List<Check> ALL =
            List.of(YarnChecks::queue, YarnChecks::container, YarnChecks::priority, YarnChecks::attempts);

    private static final String ATTEMPTS = "spark.yarn.maxAppAttempts";
    private static final String PRIORITY = "spark.yarn.priority";

    private YarnChecks() {}

    private static Optional<YarnFacts> manager(Facts facts) {
        return facts.cluster().yarn().filter(any -> facts.spark().isYarn());
    }

    private static Optional<Finding> queue(Facts facts) {
        String given = facts.spark().get("spark.yarn.queue", "default");
        return manager(facts)
                .filter(yarn -> !yarn.queues().isEmpty() && !isAmong(yarn.queues(), given))
                .map(yarn -> {
                    boolean isStopped = isAmong(yarn.stopped(), given);
                    boolean isRejected = isStopped
                            || (!facts.spark().get("spark.yarn.queue", "").isEmpty() && !mayBeMade(yarn, given));
                    Finding finding = Finding.error(
                            "yarn-queue",
                            "spark.yarn.queue must be a queue of this cluster that takes applications",
                            given + (isStopped ? ", which is stopped" : ""),
                            "YARN rejects the application when it is submitted"
                                    + (isRejected ? "." : ", unless its rules find it a queue."),
                            "Add --queue NAME after --, with one of: " + String.join(", ", new TreeSet<>(yarn.queues()))
                                    + ".");
                    return isRejected ? finding : finding.as(Finding.Severity.WARNING);
                });
    }

    /** The Fair Scheduler makes queues that are asked for, and the Capacity Scheduler those below some others. */
    private static boolean mayBeMade(YarnFacts yarn, String given) {
        return given.contains(".") || yarn.queues().stream().anyMatch(name -> name.contains("."));
    }

    /** The Fair Scheduler reports whole names, such as root.default, others the last part. A person may give either. */
    private static boolean isAmong(Set<String> reported, String given) {
        return reported.stream()
                .anyMatch(name -> name.equals(given) || name.endsWith("." + given) || given.endsWith("." + name));
    }

    private static Optional<Finding> container(Facts facts) {
        long needed = MemoryChecks.container(facts.spark());
        return manager(facts)
                .filter(yarn -> yarn.largest() > 0 && needed > yarn.largest())
                .map(yarn -> Finding.error(
                        "yarn-container",
                        "an executor's container must fit on the largest machine, which has " + yarn.largest() + " MiB",
                        needed + " MiB of spark.executor.memory and spark.executor.memoryOverhead",
                        "YARN refuses the executors, or never starts them.",
                        "Add smaller --executor-memory and --conf spark.executor.memoryOverhead after --."));
    }

    private static Optional<Finding> priority(Facts facts) {
        YarnConfiguration yarn = new YarnConfiguration(facts.cluster().hadoop());
        int highest = yarn.getInt(
                YarnConfiguration.MAX_CLUSTER_LEVEL_APPLICATION_PRIORITY,
                YarnConfiguration.DEFAULT_CLUSTER_LEVEL_APPLICATION_PRIORITY);
        int given = facts.spark().number(PRIORITY, 0);
        if (!facts.spark().isYarn() || given <= highest) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "yarn-priority",
                PRIORITY + " should be at most " + YarnConfiguration.MAX_CLUSTER_LEVEL_APPLICATION_PRIORITY + ", "
                        + highest,
                given,
                "YARN lowers it to " + highest + " without a message, so the application waits like all others.",
                "Leave it out, or ask YARN's administrator to raise "
                        + YarnConfiguration.MAX_CLUSTER_LEVEL_APPLICATION_PRIORITY + "."));
    }

    private static Optional<Finding> attempts(Facts facts) {
        YarnConfiguration yarn = new YarnConfiguration(facts.cluster().hadoop());
        int most = yarn.getInt(YarnConfiguration.RM_AM_MAX_ATTEMPTS, YarnConfiguration.DEFAULT_RM_AM_MAX_ATTEMPTS);
        int given = facts.spark().number(ATTEMPTS, most);
        if (!facts.spark().isYarn() || !facts.spark().isClusterMode()) {
            return Optional.empty();
        }
        if (given > most) {
            return Optional.of(Finding.warning(
                    "yarn-attempts",
                    ATTEMPTS + " should be at most " + YarnConfiguration.RM_AM_MAX_ATTEMPTS + ", " + most,
                    given,
                    "YARN starts the driver " + most + " times only, without a message.",
                    "Add --conf " + ATTEMPTS + "=" + most + " after --, or ask YARN's administrator for more."));
        }
        return given > 1
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        "yarn-attempts",
                        ATTEMPTS + " should be greater than 1 for a driver in the cluster",
                        given,
                        "A driver that is lost with its machine is not started again, although the run could continue.",
                        "Add --conf " + ATTEMPTS + "=2 after --."));
    }
}
