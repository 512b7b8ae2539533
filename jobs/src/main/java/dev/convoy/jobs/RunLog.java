package dev.convoy.jobs;

import dev.convoy.driver.report.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;

/**
 * Sends Spark's log to {@code spark.log} in the run folder, once there is one. {@code conf/log4j2.properties} names the
 * file by the property set here; up to then it is a temporary one. On a remote file system the log stays local while the
 * run lasts, and is copied at its end.
 */
final class RunLog {
    private static final String FILE_PROPERTY = "convoy.log";
    private static final String NAME = "spark.log";

    private final RunFolder folder;

    RunLog(RunFolder folder) {
        this.folder = folder;
        if (isLocal() && ours()) {
            System.setProperty(FILE_PROPERTY, folder.path().toUri().getPath() + "/" + NAME);
            ((LoggerContext) LogManager.getContext(false)).reconfigure();
        }
    }

    /** Call at the end of the run. */
    void copyToFolder() throws IOException {
        if (!isLocal() && ours() && Files.exists(Path.of(System.getProperty(FILE_PROPERTY)))) {
            byte[] log = Files.readAllBytes(Path.of(System.getProperty(FILE_PROPERTY)));
            folder.replace(NAME, log);
        }
    }

    private boolean isLocal() {
        return folder.files() instanceof RawLocalFileSystem;
    }

    /** Whether the log is configured by submit.sh; on a cluster it is the cluster's. */
    private static boolean ours() {
        return System.getProperty(FILE_PROPERTY) != null;
    }
}
