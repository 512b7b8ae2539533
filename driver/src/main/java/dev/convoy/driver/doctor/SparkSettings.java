package dev.convoy.driver.doctor;

import dev.convoy.base.InvalidInputException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spark's properties of a job, with numbers and sizes as Spark reads them. */
public record SparkSettings(Map<String, String> properties) {
    private static final Pattern SIZE = Pattern.compile("(\\d+)([kmgtp]?)b?");
    private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d+|\\*)(?:, *\\d+)?])?");
    static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[ *(\\d+) *, *(\\d+) *, *(\\d+) *]");
    private static final String UNITS = "kmgtp";

    Optional<String> find(String key) {
        return Optional.ofNullable(properties.get(key)).map(String::strip);
    }

    String get(String key, String otherwise) {
        return find(key).orElse(otherwise);
    }

    boolean isOn(String key, boolean otherwise) {
        return find(key).map(Boolean::parseBoolean).orElse(otherwise);
    }

    int number(String key, int otherwise) {
        return find(key)
                .map(value -> Math.toIntExact(Math.round(parsed(key, value))))
                .orElse(otherwise);
    }

    double amount(String key, double otherwise) {
        return find(key).map(value -> parsed(key, value)).orElse(otherwise);
    }

    private static double parsed(String key, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(key + " must be a number", value, "Correct it.", e);
        }
    }

    /** Returns a size in MiB; a number without a unit is one of MiB, as for Spark's own memory properties. */
    long mebibytes(String key, long otherwise) {
        return find(key).map(value -> mebibytes(key, value)).orElse(otherwise);
    }

    private static long mebibytes(String key, String value) {
        Matcher size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new InvalidInputException(key + " must be a size such as 2g or 512m", value, "Correct it.");
        }
        long number = Long.parseLong(size.group(1));
        if (size.group(2).isEmpty()) {
            return value.toLowerCase(Locale.ROOT).endsWith("b") ? number >> 20 : number;
        }
        int power = UNITS.indexOf(size.group(2)) - 1;
        return power < 0 ? number >> 10 : number << (10 * power);
    }

    String master() {
        return get("spark.master", "");
    }

    public boolean isYarn() {
        return master().equals("yarn");
    }

    boolean isKubernetes() {
        return master().startsWith("k8s:");
    }

    /** Whether tasks run in the driver's process. */
    public boolean isLocal() {
        return LOCAL.matcher(master()).matches();
    }

    /** Whether executors run on machines of a cluster, and not only on the driver's. */
    boolean hasMachines() {
        return isYarn() || isKubernetes() || master().startsWith("spark:");
    }

    /** Whether the driver runs on a machine of the cluster. */
    public boolean isClusterMode() {
        return get("spark.submit.deployMode", "client").equals("cluster")
                || isOn("spark.kubernetes.submitInDriver", false);
    }

    /** Whether tasks get no GPU. */
    public boolean usesCpus() {
        return !GpuChecks.isRequested(this);
    }

    int taskCpus() {
        return number("spark.task.cpus", 1);
    }

    /** Returns the cores of an executor, or of the driver in local mode; empty if they are all those of a worker. */
    OptionalInt executorCores(int machine) {
        Matcher local = LOCAL.matcher(master());
        if (local.matches()) {
            String threads = local.group(1);
            return OptionalInt.of(threads == null ? 1 : threads.equals("*") ? machine : Integer.parseInt(threads));
        }
        Matcher cluster = LOCAL_CLUSTER.matcher(master());
        if (cluster.matches()) {
            return OptionalInt.of(Integer.parseInt(cluster.group(2)));
        }
        if (isYarn() || isKubernetes() || find("spark.executor.cores").isPresent()) {
            return OptionalInt.of(number("spark.executor.cores", 1));
        }
        return OptionalInt.empty();
    }

    /** Returns the number of executors that the job starts with; empty if the cluster decides. */
    public OptionalInt executors() {
        Matcher cluster = LOCAL_CLUSTER.matcher(master());
        if (cluster.matches()) {
            return OptionalInt.of(Integer.parseInt(cluster.group(1)));
        }
        boolean isFixed = (isYarn() || isKubernetes()) && !isOn("spark.dynamicAllocation.enabled", false);
        return isFixed ? OptionalInt.of(number("spark.executor.instances", 2)) : OptionalInt.empty();
    }
}
