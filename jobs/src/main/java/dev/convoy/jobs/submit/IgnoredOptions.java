package dev.convoy.jobs.submit;

import static dev.convoy.jobs.submit.MasterKind.KUBERNETES;
import static dev.convoy.jobs.submit.MasterKind.LOCAL_CLUSTER;
import static dev.convoy.jobs.submit.MasterKind.STANDALONE;
import static dev.convoy.jobs.submit.MasterKind.YARN;

import dev.convoy.jobs.submit.arguments.SparkArguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds options that spark-submit ignores silently because of the master. */
final class IgnoredOptions {
    private static final Map<String, Set<MasterKind>> HEEDED = Map.of(
            "--executor-memory", Set.of(STANDALONE, YARN, KUBERNETES),
            "--executor-cores", Set.of(STANDALONE, YARN, KUBERNETES),
            "--total-executor-cores", Set.of(STANDALONE, KUBERNETES),
            "--num-executors", Set.of(YARN, KUBERNETES),
            "--queue", Set.of(YARN));
    /** A local cluster is a standalone one inside the driver: it reads the properties of these options. */
    private static final Set<String> PROPERTY_HEEDED_BY_LOCAL_CLUSTER =
            Set.of("--executor-memory", "--executor-cores", "--total-executor-cores");

    private IgnoredOptions() {}

    /** Returns the {@code --conf} options that have the effect of ignored options. */
    static List<String> asConf(SparkArguments spark, MasterKind master) {
        List<String> conf = new ArrayList<>();
        if (master == LOCAL_CLUSTER) {
            spark.options().forEach((option, value) -> {
                if (PROPERTY_HEEDED_BY_LOCAL_CLUSTER.contains(option)) {
                    conf.addAll(List.of("--conf", SparkArguments.PROPERTIES.get(option) + "=" + value));
                }
            });
        }
        return conf;
    }

    /** Returns a line for each option that has no effect. */
    static List<String> notes(SparkArguments spark, String master, boolean clusterMode) {
        MasterKind kind = MasterKind.of(master);
        return spark.options().keySet().stream()
                .filter(option -> !hasEffect(option, kind, clusterMode))
                .map(option -> "note: " + option + " has no effect with master " + master
                        + (clusterMode ? "" : " in client deploy mode") + ". " + remedy(option, kind))
                .toList();
    }

    private static boolean hasEffect(String option, MasterKind kind, boolean clusterMode) {
        return switch (option) {
            case "--driver-cores" -> clusterMode;
            case "--supervise" -> clusterMode && kind == STANDALONE;
            default ->
                kind == MasterKind.OTHER
                        || HEEDED.getOrDefault(option, Set.of(kind)).contains(kind)
                        || (kind == LOCAL_CLUSTER && PROPERTY_HEEDED_BY_LOCAL_CLUSTER.contains(option));
        };
    }

    private static String remedy(String option, MasterKind kind) {
        return switch (option) {
            case "--driver-cores" -> "It has an effect in cluster deploy mode.";
            case "--supervise" -> "It has an effect in cluster deploy mode on a standalone cluster.";
            case "--queue" -> "Only YARN has queues.";
            case "--executor-memory" -> "Tasks run in the driver: use --driver-memory.";
            default ->
                switch (kind) {
                    case LOCAL -> "Use --master 'local[TASKS]'.";
                    case LOCAL_CLUSTER -> "Use --master 'local-cluster[EXECUTORS,CORES,MEGABYTES]'.";
                    case STANDALONE -> "Use --total-executor-cores with --executor-cores.";
                    case YARN, KUBERNETES, OTHER -> "Use --num-executors with --executor-cores.";
                };
        };
    }
}
