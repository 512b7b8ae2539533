package dev.convoy.jobs;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.commons.io.FileUtils;

/** The {@code local-cluster} of the Spark that is assembled here. */
final class LocalCluster {
    private LocalCluster() {}

    /** Each executor has had a copy of Convoy's jar there, which nobody else removes. */
    static void removeWork() throws IOException {
        FileUtils.deleteDirectory(Path.of("spark-runtime/target/spark/work").toFile());
    }
}
