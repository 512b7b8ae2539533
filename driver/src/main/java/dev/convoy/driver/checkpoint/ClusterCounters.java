package dev.convoy.driver.checkpoint;

/**
 * Counts of what the cluster has done so far.
 *
 * @param driverBytesIn bytes of task results that the driver received
 * @param driverBytesOut bytes of broadcasts that the driver sent
 * @param tasksRetried tasks started again because they failed or their executor was lost; speculative copies do not
 *     count
 * @param executorsLost executors that ended unexpectedly; those that dynamic allocation released or that were
 *     decommissioned do not count
 */
public record ClusterCounters(long driverBytesIn, long driverBytesOut, long tasksRetried, long executorsLost) {
    public static final ClusterCounters NONE = new ClusterCounters(0, 0, 0, 0);

    public ClusterCounters plus(ClusterCounters other) {
        return new ClusterCounters(
                driverBytesIn + other.driverBytesIn,
                driverBytesOut + other.driverBytesOut,
                tasksRetried + other.tasksRetried,
                executorsLost + other.executorsLost);
    }
}
