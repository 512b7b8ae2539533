package dev.convoy.driver.cache;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;

/**
 * The folders for copies of shards: in Spark's local folders, which Spark or the cluster manager removes.
 *
 * @param temporary whether nobody else removes them, because this process has no Spark
 */
record LocalFolders(List<Path> paths, boolean temporary) {
    private static final String NAME = "convoy-shards";

    /** Finds the folders, and creates them if need be. */
    static LocalFolders create() throws IOException {
        SparkEnv spark = SparkEnv.get();
        if (spark == null) {
            return new LocalFolders(List.of(Files.createTempDirectory(NAME)), true);
        }
        // On YARN and in standalone clusters the folder above belongs to the application, for all its executors of a
        // host; elsewhere, nobody would remove what is not in Spark's own folder.
        boolean ofApplication = System.getenv("LOCAL_DIRS") != null || System.getenv("SPARK_EXECUTOR_DIRS") != null;
        List<Path> paths = new ArrayList<>();
        for (File folder : spark.blockManager().diskBlockManager().localDirs()) {
            File parent = ofApplication ? folder.getParentFile() : folder;
            paths.add(Files.createDirectories(parent.toPath().resolve(NAME)));
        }
        return new LocalFolders(paths.stream().distinct().toList(), false);
    }

    void removeIfTemporary() throws IOException {
        if (temporary) {
            for (Path path : paths) {
                try (Stream<Path> files = Files.list(path)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(path);
            }
        }
    }
}
