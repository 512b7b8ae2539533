package dev.convoy.driver.cluster;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.resource.TaskResourceRequests;
import scala.Option;

/**
 * What tasks that average need: one core, whatever training tasks need. Otherwise an executor with one GPU, or with as
 * many cores as a training task, would average one slice at a time.
 */
public final class AveragingProfile {
    private AveragingProfile() {}

    /** Returns the profile, or nothing where training tasks need no more, or Spark has no such profiles. */
    public static Optional<ResourceProfile> of(SparkContext spark) {
        return isUseful(spark.conf()) ? Optional.of(known(spark, profile())) : Optional.empty();
    }

    /** With dynamic allocation, a profile needs executors of its own; in local mode there are none. */
    static boolean isUseful(SparkConf conf) {
        String master = conf.get("spark.master");
        boolean hasTaskProfiles = master.startsWith("local-cluster")
                || master.startsWith("spark://")
                || master.startsWith("k8s://")
                || master.equals("yarn");
        boolean needsMore = KernelThreads.of(conf) > 1 || conf.getDouble(ExecutorKind.TASK_GPUS, 0) > 0;
        return hasTaskProfiles && needsMore && !conf.getBoolean("spark.dynamicAllocation.enabled", false);
    }

    private static ResourceProfile profile() {
        return new ResourceProfileBuilder()
                .require(new TaskResourceRequests().cpus(1))
                .build();
    }

    /** Returns a profile that Spark knows, which it compares with others by its number. */
    static ResourceProfile known(SparkContext spark, ResourceProfile wanted) {
        ResourceProfileManager known = spark.resourceProfileManager();
        synchronized (known) {
            Option<ResourceProfile> same = known.getEquivalentProfile(wanted);
            if (same.isDefined()) {
                return same.get();
            }
            known.addResourceProfile(wanted);
            return wanted;
        }
    }
}
