package dev.convoy.driver.cluster;

import dev.convoy.base.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;

/**
 * The kinds of executors of a run: one, as Spark's properties describe them; or these with a GPU, and others that are
 * the same without.
 *
 * @param all in the order of their workers
 * @param speeds empty for one kind
 */
public record ExecutorKinds(List<ExecutorKind> all, Optional<KindSpeeds> speeds) {
    private static final String KEY = "train.gpu-workers";
    private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";

    /** Returns the one kind that computes all workers, each in a task. */
    public static ExecutorKinds one(int workers) {
        return one(workers, 1);
    }

    /** Returns the one kind that computes all workers. */
    public static ExecutorKinds one(int workers, int workersPerTask) {
        return new ExecutorKinds(
                List.of(new ExecutorKind(0, workers, workersPerTask, Optional.empty())), Optional.empty());
    }

    /**
     * Returns the two kinds.
     *
     * @param gpuWorkers number of workers, the first ones, on executors with a GPU
     * @param workersPerTask workers of a task on executors with a GPU
     * @param console gets a line about the speeds of both, once they are measured
     */
    public static ExecutorKinds two(
            SparkContext spark, int workers, int gpuWorkers, int workersPerTask, Consumer<String> console) {
        return new ExecutorKinds(
                List.of(
                        new ExecutorKind(0, gpuWorkers, workersPerTask, Optional.empty()),
                        new ExecutorKind(gpuWorkers, workers, 1, Optional.of(ResourceProfiles.withoutGpu(spark)))),
                Optional.of(new KindSpeeds(workers, gpuWorkers, console)));
    }

    /**
     * Checks that a job can have two kinds. To be called before the cluster is opened.
     *
     * @param engine {@code kernel.engine}
     * @param yields {@code train.yield-when-queued}
     */
    public static void requireTwo(SparkConf spark, String engine, boolean yields) {
        String master = spark.get("spark.master", "");
        require(
                !master.equals("local") && !master.startsWith("local["),
                "a cluster with executors",
                master,
                "Use --cluster standalone-gpu, yarn-gpu or k8s-gpu, or leave " + KEY + " out.");
        require(
                spark.getDouble(EXECUTOR_GPUS, 0) > 0 && spark.getDouble(ExecutorKind.TASK_GPUS, 0) > 0,
                EXECUTOR_GPUS + " and " + ExecutorKind.TASK_GPUS,
                "not both",
                "Use a preset that sets them: --cluster standalone-gpu, yarn-gpu or k8s-gpu.");
        require(
                DynamicAllocation.isOn(spark),
                "dynamic allocation: without it, all executors of an application are alike",
                "no " + DynamicAllocation.KEY + "=true",
                "Add --conf " + DynamicAllocation.KEY + "=true after --.");
        require(
                !engine.equals("cudnn"),
                "an engine that computes with and without a GPU",
                "kernel.engine=cudnn",
                "Set -D kernel.engine=auto.");
        require(
                !(yields && master.startsWith("yarn")),
                "train.yield-when-queued=false on YARN, which does not tell this run's own requests from others'",
                "train.yield-when-queued=true",
                "Leave one of them out.");
    }

    private static void require(boolean isMet, String needed, String given, String remedy) {
        if (!isMet) {
            throw new InvalidInputException(KEY + " needs " + needed, given, remedy);
        }
    }

    /** Returns the number of all workers. */
    public int workers() {
        return all.get(all.size() - 1).until();
    }

    /** Returns the number of workers that the executors that are there compute at the same time. */
    public int parallelism(SparkContext spark) {
        return all.stream().mapToInt(kind -> kind.parallelism(spark)).sum();
    }

    /**
     * Takes note of the speeds in a round.
     *
     * @param seconds of the task of each worker
     * @param images of all workers
     */
    public void ran(SparkContext spark, Map<Integer, Double> seconds, long images) {
        speeds.ifPresent(
                measured -> measured.ran(speed(all.get(0), spark, seconds), speed(all.get(1), spark, seconds), images));
    }

    private static KindSpeeds.Speed speed(ExecutorKind kind, SparkContext spark, Map<Integer, Double> seconds) {
        double mean = seconds.entrySet().stream()
                .filter(task -> kind.computes(task.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .average()
                .orElse(0);
        int slots = kind.present(spark).stream()
                .mapToInt(one -> ExecutorKind.slots(one, spark.conf()))
                .sum();
        return new KindSpeeds.Speed(slots, mean);
    }
}
