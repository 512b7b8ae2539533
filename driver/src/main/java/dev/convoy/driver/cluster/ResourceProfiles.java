package dev.convoy.driver.cluster;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ExecutorResourceRequests;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.resource.TaskResourceRequests;
import scala.Option;

/** What tasks and executors need where it differs from Spark's properties. */
public final class ResourceProfiles {
    private static final String EXECUTOR_CORES = "spark.executor.cores";

    private ResourceProfiles() {}

    /**
     * Returns what tasks that average need, one core, where training tasks need more. Otherwise an executor with one GPU, or
     * with as many cores as a training task, would average one slice at a time.
     */
    public static Optional<ResourceProfile> ofAverages(SparkContext spark) {
        return haveAverages(spark.conf())
                ? Optional.of(known(spark, profile(new ResourceProfileBuilder(), 1)))
                : Optional.empty();
    }

    /** With dynamic allocation, a profile needs executors of its own; in local mode there are none. */
    static boolean haveAverages(SparkConf conf) {
        String master = conf.get("spark.master");
        boolean hasTaskProfiles = master.startsWith("local-cluster")
                || master.startsWith("spark://")
                || master.startsWith("k8s://")
                || master.equals("yarn");
        boolean needsMore = KernelThreads.of(conf) > 1 || conf.getDouble(ExecutorKind.TASK_GPUS, 0) > 0;
        return hasTaskProfiles && needsMore && !DynamicAllocation.isOn(conf);
    }

    /** Returns the executors of Spark's properties, and the tasks, without a GPU. */
    static ResourceProfile withoutGpu(SparkContext spark) {
        ExecutorResourceRequests executor = new ExecutorResourceRequests().memory(spark.executorMemory() + "m");
        if (spark.conf().contains(EXECUTOR_CORES)) {
            executor.cores(spark.conf().getInt(EXECUTOR_CORES, 1));
        }
        return known(spark, profile(new ResourceProfileBuilder().require(executor), KernelThreads.of(spark.conf())));
    }

    private static ResourceProfile profile(ResourceProfileBuilder builder, int cores) {
        return builder.require(new TaskResourceRequests().cpus(cores)).build();
    }

    /** Returns the equal profile that Spark has, if there is one: jobs and the trials of a sweep must share it. */
    private static ResourceProfile known(SparkContext spark, ResourceProfile wanted) {
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

    /** Returns the number of cores of a task with a profile. */
    static int coresOfTask(SparkContext spark, int profile) {
        Option<Object> cores =
                spark.resourceProfileManager().resourceProfileFromId(profile).getTaskCpus();
        return cores.isDefined() ? (int) cores.get() : KernelThreads.of(spark.conf());
    }
}
