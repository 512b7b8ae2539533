package dev.convoy.driver.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.TaskResourceProfile;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.apache.spark.status.api.v1.StageData;
import scala.collection.JavaConverters;

/**
 * Executors that are alike, and the range of workers that they compute.
 *
 * @param from first worker
 * @param until worker after the last
 * @param workersPerTask workers that a task computes one after the other; the last task may have fewer
 * @param profile empty for executors as Spark's properties describe them
 */
public record ExecutorKind(int from, int until, int workersPerTask, Optional<ResourceProfile> profile) {
    static final String TASK_GPUS = "spark.task.resource.gpu.amount";
    private static final String GPU = "gpu";
    private static final int DEFAULT = ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID();

    public int workers() {
        return until - from;
    }

    /** Returns the number of tasks of a round. */
    public int tasks() {
        return (workers() - 1) / workersPerTask + 1;
    }

    /** Returns the workers of a task, in order. */
    public int[] workersOf(int task) {
        int first = from + task * workersPerTask;
        return IntStream.range(first, Math.min(until, first + workersPerTask)).toArray();
    }

    public boolean computes(int worker) {
        return from <= worker && worker < until;
    }

    /** Returns those that are there, without the driver, which has no cores on a cluster. */
    public List<ExecutorSummary> present(SparkContext spark) {
        int id = profile.map(ResourceProfile::id).orElse(DEFAULT);
        return JavaConverters.seqAsJavaList(spark.statusStore().executorList(true)).stream()
                .filter(one -> one.totalCores() > 0 && one.resourceProfileId() == id)
                .sorted(Comparator.comparing(ExecutorSummary::id))
                .toList();
    }

    /** Returns what distinguishes the executors, {@code with a GPU} or {@code without}, that a stage waits for; empty if none. */
    static Optional<String> missing(SparkContext spark) {
        Set<Integer> present = JavaConverters.seqAsJavaList(spark.statusStore().executorList(true)).stream()
                .filter(one -> one.totalCores() > 0)
                .map(ExecutorSummary::resourceProfileId)
                .collect(Collectors.toSet());
        return JavaConverters.seqAsJavaList(spark.statusStore().activeStages()).stream()
                .map(StageData::resourceProfileId)
                .filter(needed -> !present.contains(needed) && !isForAllExecutors(spark, needed))
                .findFirst()
                .map(needed -> needed == DEFAULT ? "with a GPU" : "without a GPU");
    }

    /**
     * Whether a profile says only what tasks need, so that they run on the executors of Spark's properties: Convoy uses such
     * profiles without dynamic allocation only.
     */
    private static boolean isForAllExecutors(SparkContext spark, int profile) {
        return spark.resourceProfileManager().resourceProfileFromId(profile) instanceof TaskResourceProfile;
    }

    /** Returns the number of tasks that an executor runs at the same time. */
    public static int slots(ExecutorSummary executor, SparkConf conf) {
        int byCores = executor.totalCores() / KernelThreads.of(conf);
        if (!executor.resources().contains(GPU)) {
            return byCores;
        }
        double share = conf.getDouble(TASK_GPUS, 1);
        int gpus = executor.resources().apply(GPU).addresses().length;
        return Math.min(byCores, share < 1 ? gpus * (int) (1 / share) : gpus);
    }

    /** Returns the number of workers that those that are there compute at the same time. */
    int parallelism(SparkContext spark) {
        return Math.min(
                tasks(),
                present(spark).stream()
                        .mapToInt(one -> slots(one, spark.conf()))
                        .sum());
    }
}
