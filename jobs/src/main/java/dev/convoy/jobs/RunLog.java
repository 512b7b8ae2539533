package dev.convoy.jobs;

import dev.convoy.driver.run.LocalFiles;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends Spark's log to {@code spark.log} in the run folder, once there is one. {@code conf/log4j2.properties} names the
 * file by a property: in client mode it is a temporary file first, whose content is moved to the run folder. On a
 * remote file system the log stays local while the run lasts, and is moved at its end.
 */
final class RunLog {
    private static final String FILE_PROPERTY = "convoy.log";
    private static final String PERMISSIONS_PROPERTY = "convoy.log.permissions";
    private static final String NAME = "spark.log";
    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    private final RunFolder folder;
    private final RunOwnership ownership;

    RunLog(RunFolder folder, RunOwnership ownership) {
        this.folder = folder;
        this.ownership = ownership;
        try {
            beginInFolder();
        } catch (IOException e) {
            LOG.warn("the log stays in {}", where(), e);
        }
    }

    private void beginInFolder() throws IOException {
        if (isLocal() && isOurs()) {
            Path log = Path.of(folder.path().toUri().getPath(), NAME);
            Path temporary = current();
            append(temporary, log);
            System.setProperty(FILE_PROPERTY, log.toString());
            // The temporary log's permissions are not those of the run's folder.
            System.setProperty(PERMISSIONS_PROPERTY, PosixFilePermissions.toString(Files.getPosixFilePermissions(log)));
            ((LoggerContext) LogManager.getContext(false)).reconfigure();
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Ends the log of the run, which stays where it is if it cannot be moved.
     *
     * @param failure what ended the run; null if it has completed
     */
    void end(Throwable failure) {
        if (isLocal() || !isOurs() || !Files.exists(current())) {
            return;
        }
        if (failure != null) {
            LOG.error("the run failed", failure);
        }
        try {
            ownership.requireHeld();
            folder.replace(NAME, out -> {
                copyEarlier(out);
                Files.copy(current(), out);
            });
            discardTemporary();
            System.setProperty(FILE_PROPERTY, new org.apache.hadoop.fs.Path(folder.path(), NAME).toString());
        } catch (IOException | RuntimeException e) {
            LOG.warn("the log stays in {}", where(), e);
        }
    }

    /** Keeps the log of the processes before this one. */
    private void copyEarlier(OutputStream to) throws IOException {
        try (InputStream earlier = folder.files().open(new org.apache.hadoop.fs.Path(folder.path(), NAME))) {
            earlier.transferTo(to);
        } catch (FileNotFoundException e) {
            // This is the first process.
        }
    }

    /** Removes the temporary log of a command whose messages do not refer to it. */
    static void discardTemporary() {
        try {
            if (isOurs() && isTemporary()) {
                Files.deleteIfExists(current());
            }
        } catch (IOException e) {
            LOG.warn("cannot remove {}", where(), e);
        }
    }

    /** Returns where to look for details. */
    static String where() {
        return System.getProperty(FILE_PROPERTY, "the driver's log");
    }

    private static void append(Path temporary, Path log) throws IOException {
        try (OutputStream out = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            if (Files.exists(temporary)) {
                Files.copy(temporary, out);
            }
        }
    }

    private boolean isLocal() {
        return folder.files() instanceof LocalFiles;
    }

    private static Path current() {
        return Path.of(System.getProperty(FILE_PROPERTY));
    }

    /** Whether the log is temporary. In cluster mode it is the container's, which the cluster manager collects. */
    private static boolean isTemporary() {
        return !ClusterOutcome.isClusterMode() && !where().endsWith("/" + NAME);
    }

    /** Whether the log is configured by submit.sh; on a cluster it is the cluster's. */
    private static boolean isOurs() {
        return System.getProperty(FILE_PROPERTY) != null;
    }
}
