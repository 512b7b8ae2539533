package dev.convoy.jobs;

/**
 * How a driver in the cluster ended, as it leaves it in a JSON file for the launcher that waits.
 *
 * @param code its exit code
 * @param message its line on the error, if it failed
 */
public record Outcome(int code, String message) {
    /** Spark property: where the driver leaves the file, on any Hadoop file system. */
    public static final String FILE_PROPERTY = "spark.convoy.outcome";
}
