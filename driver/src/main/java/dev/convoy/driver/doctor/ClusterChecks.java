package dev.convoy.driver.doctor;

import java.util.List;
import java.util.Optional;

/** Executors that come and go, and what Spark sends between them. */
final class ClusterChecks {
    static final List<Check> ALL =
            List.of(ClusterChecks::dynamicAllocation, ClusterChecks::decommission, ClusterChecks::registration);

    private static final String TRACKING = "spark.dynamicAllocation.shuffleTracking.enabled";
    private static final String SERVICE = "spark.shuffle.service.enabled";
    private static final String DECOMMISSION = "spark.decommission.enabled";
    private static final String REGISTRATION = "spark.kryo.registrationRequired";

    private ClusterChecks() {}

    private static Optional<Finding> dynamicAllocation(Facts facts) {
        SparkSettings spark = facts.spark();
        boolean keepsShuffles = spark.isOn(SERVICE, false)
                || spark.isOn(TRACKING, true)
                || (spark.isOn(DECOMMISSION, false)
                        && spark.isOn("spark.storage.decommission.shuffleBlocks.enabled", true));
        if (!spark.isOn("spark.dynamicAllocation.enabled", false) || spark.isLocal() || keepsShuffles) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "dynamic-allocation",
                "dynamic allocation must know which executors still hold results of a round",
                TRACKING + "=false without " + SERVICE,
                "Spark refuses the job when it starts.",
                "Add --conf " + TRACKING + "=true after --."));
    }

    private static Optional<Finding> decommission(Facts facts) {
        SparkSettings spark = facts.spark();
        if (!spark.isYarn() || !spark.isOn(DECOMMISSION, false) || !spark.isOn(SERVICE, false)) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "decommission",
                DECOMMISSION + " should be used without the external shuffle service on YARN",
                SERVICE + "=true",
                "Spark ignores that YARN takes a machine away, so the round that runs there is lost with it.",
                "Add --conf " + SERVICE + "=false --conf " + TRACKING + "=true after --."));
    }

    private static Optional<Finding> registration(Facts facts) {
        boolean usesKryo = facts.spark().get("spark.serializer", "").endsWith(".KryoSerializer");
        if (!usesKryo || !facts.spark().isOn(REGISTRATION, false)) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "kryo-registration",
                REGISTRATION + " must be false",
                "true",
                "Convoy's classes are not registered with Kryo, so the run fails before its first round.",
                "Add --conf " + REGISTRATION + "=false after --."));
    }
}
