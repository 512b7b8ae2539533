package dev.convoy.jobs.job;

/**
 * The outcome of a driver in the cluster, which it writes to a JSON file for the waiting launcher.
 *
 * @param code its exit code
 * @param message its error line, if it failed
 */
public record Outcome(int code, String message) {
    /** Spark property: the file to which the driver writes its outcome, on any Hadoop file system. */
    public static final String FILE_PROPERTY = "spark.convoy.outcome";
}
