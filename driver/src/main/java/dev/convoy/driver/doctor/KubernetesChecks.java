package dev.convoy.driver.doctor;

import java.util.List;
import java.util.Optional;

/** What Spark needs to start pods. */
final class KubernetesChecks {
    static final List<Check> ALL = List.of(KubernetesChecks::image, KubernetesChecks::grace);

    private static final String IMAGE = "spark.kubernetes.container.image";
    /** The time that Kubernetes gives a pod to end, unless a pod template says otherwise. */
    private static final long GRACE_SECONDS = 30;

    private KubernetesChecks() {}

    private static Optional<Finding> image(Facts facts) {
        SparkSettings spark = facts.spark();
        boolean isGiven = spark.find(IMAGE).isPresent()
                || (spark.find("spark.kubernetes.driver.container.image").isPresent()
                        && spark.find("spark.kubernetes.executor.container.image")
                                .isPresent());
        if (!spark.isKubernetes() || isGiven) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "kubernetes-image",
                "pods must have an image: " + IMAGE,
                "nothing",
                "Spark refuses the job when it is submitted.",
                "Add --conf " + IMAGE + "=REGISTRY/NAME:TAG after --, of an image with Spark 3.5 and Java 17."));
    }

    private static Optional<Finding> grace(Facts facts) {
        long seconds = facts.job().run().interruptGrace().toSeconds();
        SparkSettings spark = facts.spark();
        boolean isDefault =
                spark.find("spark.kubernetes.driver.podTemplateFile").isEmpty();
        if (!spark.isKubernetes() || !spark.isClusterMode() || !isDefault || seconds < GRACE_SECONDS) {
            return Optional.empty();
        }
        return Optional.of(
                Finding.warning(
                        "kubernetes-grace",
                        "train.interrupt-grace should be less than the " + GRACE_SECONDS
                                + " s that Kubernetes gives a pod to end",
                        seconds + " s",
                        "A driver that is asked to end is killed while it writes its last checkpoint; the one before remains.",
                        "Set -D train.interrupt-grace=20s, or terminationGracePeriodSeconds in a template of the driver's pod."));
    }
}
