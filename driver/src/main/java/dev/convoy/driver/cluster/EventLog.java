package dev.convoy.driver.cluster;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.Redaction;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Spark's event log, from which its history server shows a finished run. Spark does not start if its folder is missing. */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final String ENABLED = "spark.eventLog.enabled";
    private static final String DIR = "spark.eventLog.dir";
    private static final String SPARKS_DEFAULT = "file:///tmp/spark-events";

    private EventLog() {}

    /**
     * Enables the log where its folder exists and can be written to, unless the user has chosen, and returns the
     * configuration given.
     *
     * @throws InvalidInputException if the user has enabled the log and its folder does not exist
     */
    public static SparkConf enable(SparkConf conf) {
        if (conf.contains(ENABLED)) {
            if (conf.getBoolean(ENABLED, false)) {
                requireFolder(conf);
            }
            return conf;
        }
        try {
            access(conf);
            conf.set(ENABLED, "true");
        } catch (IOException | RuntimeException e) {
            LOG.info("no event log: {}", Redaction.of(e.toString()));
        }
        return conf;
    }

    private static void requireFolder(SparkConf conf) {
        try {
            access(conf);
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(
                    DIR + " must be a folder that exists if " + ENABLED + " is true",
                    Redaction.of(conf.get(DIR, SPARKS_DEFAULT)),
                    "Create it, or give --conf " + ENABLED + "=false after --.",
                    e);
        } catch (IOException | RuntimeException e) {
            LOG.info("Spark checks the folder of its event log itself", e);
        }
    }

    private static void access(SparkConf conf) throws IOException {
        Path folder = new Path(uri(conf.get(DIR, SPARKS_DEFAULT)));
        FileSystem files = folder.getFileSystem(SparkHadoopUtil.get().newConfiguration(conf));
        if (!files.getFileStatus(folder).isDirectory()) {
            throw new FileNotFoundException(folder + " is not a folder");
        }
        files.access(folder, FsAction.WRITE);
    }

    /** To Spark, a path without a scheme is on the local file system. */
    private static URI uri(String given) {
        URI uri = new Path(given).toUri();
        return uri.getScheme() == null ? new File(given).toURI() : uri;
    }
}
