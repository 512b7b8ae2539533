package dev.convoy.driver.doctor;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelSize;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Memory of executors: Java's heap, what kernels keep outside of it, and the container around both. */
final class MemoryChecks {
    static final List<Check> ALL = List.of(
            MemoryChecks::heap, MemoryChecks::overhead, MemoryChecks::localCluster, MemoryChecks::virtualMemory);

    private static final String OVERHEAD = "spark.executor.memoryOverhead";
    private static final String HEAP = "spark.executor.memory";
    private static final long DEFAULT_HEAP = 1024;
    private static final long LEAST_OVERHEAD = 384;
    /** Java without its heap, and the native libraries. */
    private static final long PROCESS_MEBIBYTES = 250;
    /** Addresses that Java reserves for classes and compiled code, in addition to its heap. */
    private static final long RESERVED_MEBIBYTES = 2048;
    /**
     * Share of all layers' outputs that a training step keeps at least: layers that work in place, and buffers that are
     * used twice, need no more. ResNet-50 was measured at a half.
     */
    private static final double KEPT = 0.4;

    private MemoryChecks() {}

    private static Optional<Finding> heap(Facts facts) {
        SparkSettings spark = facts.spark();
        if (facts.input().model().isEmpty() || spark.isLocal()) {
            return Optional.empty();
        }
        long state = stateBytes(facts, facts.input().model().get());
        int tasks = tasks(facts);
        long needed = (state * (1 + tasks)) >> 20;
        long heap = spark.mebibytes(HEAP, DEFAULT_HEAP);
        if (needed < heap) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "executor-heap",
                HEAP + " must hold the model's state, and its copy for each task: " + mebibytes(needed),
                mebibytes(heap) + " for " + tasks + (tasks == 1 ? " task" : " tasks"),
                "Executors run out of memory in the first round.",
                "Add --executor-memory " + (needed * 3 / 2 + 512) + "m after --, or fewer tasks for an executor."));
    }

    private static Optional<Finding> overhead(Facts facts) {
        SparkSettings spark = facts.spark();
        boolean isLimited = spark.isYarn() || spark.isKubernetes();
        if (!isLimited || facts.input().model().isEmpty() || GpuChecks.isRequested(spark)) {
            return Optional.empty();
        }
        int tasks = tasks(facts);
        long needed = PROCESS_MEBIBYTES
                + ((tasks * kernelBytes(facts, facts.input().model().get())) >> 20);
        long given = overhead(spark);
        if (needed <= given) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "executor-overhead",
                OVERHEAD + " must hold what kernels keep outside Java's heap, at least " + mebibytes(needed),
                mebibytes(given) + " for " + tasks + (tasks == 1 ? " task" : " tasks") + " with train.batch-size="
                        + facts.job().train().batchSize(),
                (spark.isYarn() ? "YARN" : "Kubernetes")
                        + " kills executors in the first round, until a task has failed too often.",
                "Add --conf " + OVERHEAD + "=" + (needed * 5 / 4 + 256)
                        + "m after --, or set a smaller train.batch-size."));
    }

    /** Returns the memory of an executor's container. */
    static long container(SparkSettings spark) {
        long offHeap =
                spark.isOn("spark.memory.offHeap.enabled", false) ? spark.mebibytes("spark.memory.offHeap.size", 0) : 0;
        return spark.mebibytes(HEAP, DEFAULT_HEAP) + overhead(spark) + offHeap;
    }

    private static long overhead(SparkSettings spark) {
        long share =
                (long) (spark.amount("spark.executor.memoryOverheadFactor", 0.1) * spark.mebibytes(HEAP, DEFAULT_HEAP));
        return spark.mebibytes(OVERHEAD, Math.max(LEAST_OVERHEAD, share));
    }

    /** An executor of a local cluster gets no more than its worker has. */
    private static Optional<Finding> localCluster(Facts facts) {
        SparkSettings spark = facts.spark();
        Matcher sizes = SparkSettings.LOCAL_CLUSTER.matcher(spark.master());
        if (!sizes.matches() || spark.mebibytes(HEAP, DEFAULT_HEAP) <= Long.parseLong(sizes.group(3))) {
            return Optional.empty();
        }
        return Optional.of(Finding.error(
                "local-cluster-memory",
                HEAP + " must be at most the memory of a worker in " + spark.master(),
                mebibytes(spark.mebibytes(HEAP, DEFAULT_HEAP)),
                "No executor ever starts, and the job waits without end.",
                "Add --executor-memory " + sizes.group(3) + "m after --."));
    }

    private static Optional<Finding> virtualMemory(Facts facts) {
        SparkSettings spark = facts.spark();
        YarnConfiguration yarn = new YarnConfiguration(facts.cluster().hadoop());
        // The default says nothing about what the machines are set to.
        boolean isChecked = isSet(yarn, YarnConfiguration.NM_VMEM_CHECK_ENABLED)
                && yarn.getBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
        if (!spark.isYarn() || !isChecked) {
            return Optional.empty();
        }
        boolean usesGpus = GpuChecks.isRequested(spark);
        double ratio =
                yarn.getFloat(YarnConfiguration.NM_VMEM_PMEM_RATIO, YarnConfiguration.DEFAULT_NM_VMEM_PMEM_RATIO);
        long limit = (long) (ratio * container(spark));
        long needed = container(spark) + RESERVED_MEBIBYTES;
        if (!usesGpus && needed <= limit) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                "virtual-memory",
                "YARN should not limit the addresses that a process reserves: "
                        + YarnConfiguration.NM_VMEM_CHECK_ENABLED,
                "true, with a limit of " + mebibytes(limit),
                usesGpus
                        ? "CUDA reserves the addresses of all GPU memory and more, and YARN kills the executor for it."
                        : "Java reserves about " + mebibytes(needed) + ", and YARN kills the executor for it.",
                "Ask for " + YarnConfiguration.NM_VMEM_CHECK_ENABLED + "=false in the NodeManagers' yarn-site.xml."));
    }

    private static boolean isSet(YarnConfiguration yarn, String key) {
        String[] sources = yarn.getPropertySources(key);
        return sources != null && sources.length > 0 && !sources[sources.length - 1].contains("yarn-default.xml");
    }

    /** Returns how many tasks an executor runs at a time, at least. */
    private static int tasks(Facts facts) {
        SparkSettings spark = facts.spark();
        int slots = spark.executorCores(facts.cluster().cores()).orElse(1) / spark.taskCpus();
        return Math.max(1, Math.min(slots, facts.job().train().averaging().taskCount()));
    }

    private static long stateBytes(Facts facts, Model model) {
        Precision precision = facts.job().kernel().precision();
        return ModelSize.of(model, precision.storage()).bytes();
    }

    /** Returns the least memory of a task's compiled network: state, gradient, and the values of a minibatch. */
    private static long kernelBytes(Facts facts, Model model) {
        int width = facts.job().kernel().precision() == Precision.BFLOAT16 ? 2 : 4;
        double values = model.layers().stream()
                .map(LayerInfo::output)
                .mapToDouble(shape -> KEPT * shape.size())
                .sum();
        return stateBytes(facts, model)
                + model.parameters() * Float.BYTES
                + (long) (values * facts.job().train().batchSize() * width);
    }

    private static String mebibytes(long number) {
        return String.format(Locale.ROOT, "%,d MiB", number);
    }
}
