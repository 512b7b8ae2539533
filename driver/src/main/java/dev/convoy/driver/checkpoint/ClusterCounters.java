package dev.convoy.driver.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts of what the cluster has done so far.
 *
 * @param driverBytesIn bytes of task results that the driver received
 * @param driverBytesOut bytes of broadcasts that the driver sent
 * @param tasksRetried tasks started again because they failed or their executor was lost; speculative copies do not
 *     count
 * @param executorsLost executors that ended unexpectedly; those that dynamic allocation released or that were
 *     decommissioned do not count
 * @param localities number of training tasks by how near they ran to their data, by Spark's names
 * @param coreHours null before the first
 */
public record ClusterCounters(
        long driverBytesIn,
        long driverBytesOut,
        long tasksRetried,
        long executorsLost,
        @JsonInclude(Include.NON_EMPTY) Map<String, Long> localities,
        @JsonInclude(Include.NON_NULL) CoreHours coreHours) {
    public static final ClusterCounters NONE = new ClusterCounters(0, 0, 0, 0, Map.of(), CoreHours.NONE);

    public ClusterCounters {
        // Checkpoints of older versions have neither.
        localities = new TreeMap<>(localities == null ? Map.of() : localities);
        coreHours = CoreHours.NONE.equals(coreHours) ? null : coreHours;
    }

    public ClusterCounters plus(ClusterCounters other) {
        return new ClusterCounters(
                driverBytesIn + other.driverBytesIn,
                driverBytesOut + other.driverBytesOut,
                tasksRetried + other.tasksRetried,
                executorsLost + other.executorsLost,
                sum(localities, other.localities),
                CoreHours.sum(coreHours, other.coreHours));
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((name, count) -> sum.merge(name, count, Long::sum));
        return sum;
    }
}
