package dev.convoy.driver.report;

/**
 * What the cluster did so far.
 *
 * @param driverBytesIn bytes of task results that came to the driver
 * @param driverBytesOut bytes of broadcasts that left it
 * @param tasksRetried tasks that failed and were run again
 * @param executorsLost executors that went away before the job was done
 */
public record Traffic(long driverBytesIn, long driverBytesOut, long tasksRetried, long executorsLost) {
    public static final Traffic NONE = new Traffic(0, 0, 0, 0);

    public Traffic plus(Traffic other) {
        return new Traffic(
                driverBytesIn + other.driverBytesIn,
                driverBytesOut + other.driverBytesOut,
                tasksRetried + other.tasksRetried,
                executorsLost + other.executorsLost);
    }
}
