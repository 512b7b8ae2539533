package dev.convoy.driver.spark;

import dev.convoy.kernel.UnpackedLibraries;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder to which JavaCPP unpacks native libraries. */
public final class NativeCache {
    private static final Logger LOG = LoggerFactory.getLogger(NativeCache.class);
    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";
    /** Spark property that names the driver's folder to executors on its machine. */
    private static final String DRIVERS = "spark.convoy.nativeLibraries";

    private NativeCache() {}

    /** Tells the executors of a local cluster, before it starts, which libraries the driver has unpacked already. */
    public static void offer(SparkConf spark) {
        if (spark.get("spark.master", "").startsWith("local-cluster")) {
            spark.set(DRIVERS, UnpackedLibraries.here().folder().toString());
        }
    }

    /**
     * Gives each executor a separate folder, among those that Spark removes when the executor ends: executors of one
     * machine that unpack into one folder at the same time can damage each other's files. A folder set by the user
     * stays.
     */
    public static synchronized void keepApart() {
        SparkEnv spark = SparkEnv.get();
        if (spark.executorId().equals("driver") || System.getProperty(PROPERTY) != null) {
            return;
        }
        File local = spark.blockManager().diskBlockManager().localDirs()[0];
        Path folder = local.toPath().resolve("javacpp");
        if (spark.conf().contains(DRIVERS)) {
            link(Path.of(spark.conf().get(DRIVERS)), folder);
        }
        System.setProperty(PROPERTY, folder.toString());
    }

    /**
     * Links the files of a folder into another. JavaCPP uses those that have the size and the time of the jar's entries;
     * it deletes and unpacks the others, which leaves the file of the first folder as it is. A failure costs time only.
     */
    static void link(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> libraries = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    // JavaCPP locks this one.
                    .filter(file -> !file.endsWith(".lock"))
                    .toList();
            for (Path file : libraries) {
                Path link = to.resolve(from.relativize(file));
                Files.createDirectories(link.getParent());
                Files.createLink(link, file);
            }
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            LOG.info("the native libraries in {} are unpacked again: {}", from, e.toString());
        }
    }
}
