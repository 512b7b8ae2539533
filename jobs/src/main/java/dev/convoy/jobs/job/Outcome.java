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

    /** Spark property: the run's folder, which holds the file if the user may write there but not next to it. */
    public static final String FOLDER_PROPERTY = "spark.convoy.outcome.folder";
}
