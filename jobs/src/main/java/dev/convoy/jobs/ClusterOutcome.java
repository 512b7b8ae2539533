package dev.convoy.jobs;

import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.job.Outcome;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a command whose driver runs in the cluster. There the exit code is lost and a failure is retried: the driver
 * writes the code to a file that the waiting launcher has named, and wrong input stops further attempts.
 */
final class ClusterOutcome {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterOutcome.class);

    private ClusterOutcome() {}

    static boolean isClusterMode() {
        // In its pod on Kubernetes, Spark starts the driver in client mode.
        return "cluster".equals(System.getProperty("spark.submit.deployMode"))
                || Boolean.getBoolean("spark.kubernetes.submitInDriver");
    }

    /**
     * Returns YARN's identifier of the application that this process drives; null elsewhere, as in a container that
     * only submits.
     */
    static String application() {
        return attempt().map(attempt -> attempt.getApplicationId().toString()).orElse(null);
    }

    /** Whether YARN started this driver after one of the same application had ended. */
    static boolean isLaterAttempt() {
        return attempt().filter(attempt -> attempt.getAttemptId() > 1).isPresent();
    }

    private static Optional<ApplicationAttemptId> attempt() {
        return Optional.ofNullable(System.getenv("CONTAINER_ID"))
                .filter(container -> isClusterMode())
                .map(container -> ContainerId.fromString(container).getApplicationAttemptId());
    }

    /**
     * Ends the driver.
     *
     * @param line what went wrong; empty if nothing did
     * @throws DriverFailedException if the cluster manager should count the attempt as failed, and may retry
     */
    static void end(int code, String line) {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        boolean launcherKnows = write(code, line, hadoop);
        if (code == ExitCode.INVALID && application() != null) {
            endFurtherAttempts(line, hadoop);
        }
        // A standalone master restarts a supervised driver that failed, so wrong input must not count as a failure.
        if (code == ExitCode.FAILED || (code == ExitCode.INVALID && !launcherKnows)) {
            throw new DriverFailedException(line);
        }
    }

    /** Returns whether the launcher can read how the driver ended. */
    private static boolean write(int code, String line, Configuration hadoop) {
        String file = System.getProperty(Outcome.FILE_PROPERTY);
        if (file == null) {
            return false;
        }
        Path beside = new Path(file);
        byte[] outcome = Json.pretty(new Outcome(code, line));
        try {
            write(beside.getParent(), beside.getName(), outcome, hadoop);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot write the exit code {} to {}", code, beside, e);
        }
        Path folder = new Path(System.getProperty(Outcome.FOLDER_PROPERTY));
        try {
            // Nothing is made where wrong input has left nothing.
            boolean isThere = folder.getFileSystem(hadoop).exists(folder);
            if (isThere) {
                write(folder, beside.getName(), outcome, hadoop);
            }
            return isThere;
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot write the exit code {} to {}", code, folder, e);
            return false;
        }
    }

    private static void write(Path folder, String name, byte[] outcome, Configuration hadoop) throws IOException {
        RunFolder.at(folder.toString(), hadoop).replace(name, outcome);
    }

    private static void endFurtherAttempts(String line, Configuration hadoop) {
        try (YarnClient client = YarnClient.createYarnClient()) {
            client.init(new YarnConfiguration(hadoop));
            client.start();
            client.killApplication(
                    ContainerId.fromString(System.getenv("CONTAINER_ID"))
                            .getApplicationAttemptId()
                            .getApplicationId(),
                    line);
        } catch (YarnException | IOException | RuntimeException e) {
            LOG.warn("YARN may retry the application", e);
        }
    }

    /** Has no stack trace, because the log has that of the cause. */
    static final class DriverFailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DriverFailedException(String line) {
            super(line, null, false, false);
        }
    }
}
