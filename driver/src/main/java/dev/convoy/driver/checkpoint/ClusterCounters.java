package dev.convoy.driver.checkpoint;

/**
 * What the cluster did so far.
 *
 * @param driverBytesIn bytes of task results that came to the driver
 * @param driverBytesOut bytes of broadcasts that left it
 * @param tasksRetried tasks started again because they failed or their executor was lost; speculative copies are not
 * @param executorsLost executors that went away unasked; those given back by dynamic allocation or decommissioned are not
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
