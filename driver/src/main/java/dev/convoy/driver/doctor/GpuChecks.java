package dev.convoy.driver.doctor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** GPUs of executors and tasks. */
final class GpuChecks {
    private static final String EXECUTOR = "spark.executor.resource.gpu.";
    private static final String EXECUTOR_AMOUNT = EXECUTOR + "amount";
    private static final String TASK_AMOUNT = "spark.task.resource.gpu.amount";
    private static final String ORDER = "spark.executorEnv.CUDA_DEVICE_ORDER";
    private static final String BY_BUS = "PCI_BUS_ID";
    /** Most of a GPU that tasks which share it can have, by Spark's rule. */
    private static final double LARGEST_SHARE = 0.5;

    static final List<Check> ALL = List.of(
            GpuChecks::missing,
            GpuChecks::pair,
            GpuChecks::amount,
            GpuChecks::slots,
            GpuChecks::discovery,
            GpuChecks::vendor,
            GpuChecks::order);

    private GpuChecks() {}

    static boolean isRequested(SparkSettings spark) {
        return spark.amount(EXECUTOR_AMOUNT, 0) > 0;
    }

    private static Optional<Finding> missing(Facts facts) {
        SparkSettings spark = facts.spark();
        boolean needs = facts.job().kernel().engine().equals("cudnn");
        if (!needs || spark.find(TASK_AMOUNT).isPresent() || isRequested(spark)) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "gpu-missing",
                "kernel.engine=cudnn needs tasks that Spark gives a GPU",
                "no " + TASK_AMOUNT,
                "The job ends when its first task looks for its GPU, after executors have started.",
                "Use a preset that requests GPUs: --cluster standalone-gpu, yarn-gpu or k8s-gpu."));
    }

    private static Optional<Finding> pair(Facts facts) {
        boolean ofExecutor = isRequested(facts.spark());
        boolean ofTask = facts.spark().amount(TASK_AMOUNT, 0) > 0;
        if (ofExecutor == ofTask) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "gpu-pair",
                EXECUTOR_AMOUNT + " and " + TASK_AMOUNT + " must be set together",
                "only " + (ofExecutor ? EXECUTOR_AMOUNT : TASK_AMOUNT),
                ofExecutor
                        ? "Executors hold GPUs, and every task computes on the CPU."
                        : "Spark refuses the job when it starts.",
                "Add --conf " + (ofExecutor ? TASK_AMOUNT : EXECUTOR_AMOUNT) + "=1 after --."));
    }

    private static Optional<Finding> amount(Facts facts) {
        double given = facts.spark().amount(TASK_AMOUNT, 0);
        if (given <= LARGEST_SHARE || given == 1) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "gpu-amount",
                TASK_AMOUNT + " must be 1, or at most " + LARGEST_SHARE + " for tasks that share a GPU",
                facts.spark().get(TASK_AMOUNT, ""),
                given > 1
                        ? "A task computes on one GPU, and every task refuses to start with several."
                        : "Spark refuses the job when it starts.",
                "Add --conf " + TASK_AMOUNT + "=1 after --."));
    }

    private static Optional<Finding> slots(Facts facts) {
        SparkSettings spark = facts.spark();
        OptionalInt cores = spark.executorCores(facts.cluster().cores());
        double share = spark.amount(TASK_AMOUNT, 0);
        if (cores.isEmpty()
                || !isRequested(spark)
                || share <= 0
                || amount(facts).isPresent()) {
            return Optional.empty();
        }
        int gpus = spark.number(EXECUTOR_AMOUNT, 0);
        int byCores = cores.getAsInt() / spark.taskCpus();
        int byGpus = share == 1 ? gpus : gpus * (int) (1 / share);
        if (byCores == byGpus) {
            return Optional.empty();
        }
        String wasted = byCores < byGpus
                ? "Some GPUs of each executor, or shares of them, are held and never used."
                : "Some cores of each executor are held and never used.";
        return Optional.of(Finding.warning(
                "gpu-slots",
                "an executor should have cores and GPUs for the same number of tasks",
                "cores for " + byCores + " tasks, and GPUs for " + byGpus,
                wasted,
                "Add --conf spark.executor.cores=" + byGpus * spark.taskCpus() + " after --."));
    }

    private static Optional<Finding> discovery(Facts facts) {
        SparkSettings spark = facts.spark();
        boolean finds = spark.find(EXECUTOR + "discoveryScript").isPresent()
                || spark.find("spark.resources.discoveryPlugin").isPresent();
        if (!isRequested(spark) || finds || !(spark.isYarn() || spark.isKubernetes())) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "gpu-discovery",
                "executors on YARN and Kubernetes must have a script that finds their GPUs",
                "no " + EXECUTOR + "discoveryScript",
                "Every executor ends as soon as it starts, and the job waits without end.",
                "Use --cluster " + (spark.isYarn() ? "yarn-gpu" : "k8s-gpu")
                        + ", which sets conf/get-gpu-resources.sh."));
    }

    private static Optional<Finding> vendor(Facts facts) {
        SparkSettings spark = facts.spark();
        if (!spark.isKubernetes()
                || !isRequested(spark)
                || spark.find(EXECUTOR + "vendor").isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "gpu-vendor",
                "GPUs on Kubernetes must have a vendor, because pods ask for VENDOR/gpu",
                "no " + EXECUTOR + "vendor",
                "Spark refuses the job when it starts.",
                "Add --conf " + EXECUTOR + "vendor=nvidia.com after --."));
    }

    private static Optional<Finding> order(Facts facts) {
        SparkSettings spark = facts.spark();
        String given = spark.get(ORDER, "nothing");
        boolean isClear = given.equals(BY_BUS)
                || spark.find("spark.executorEnv.CUDA_VISIBLE_DEVICES").isPresent();
        if (!isRequested(spark) || isClear) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "gpu-order",
                "CUDA should count GPUs as nvidia-smi does: CUDA_DEVICE_ORDER=" + BY_BUS,
                given,
                "Tasks refuse to start on executors whose own environment does not set it.",
                "Add --conf " + ORDER + "=" + BY_BUS + " after --."));
    }
}
