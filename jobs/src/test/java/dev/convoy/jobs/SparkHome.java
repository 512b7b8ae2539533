package dev.convoy.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Spark that was assembled, in one folder for each process of tests: executors of {@code local-cluster} work in it. */
final class SparkHome {
    /** Maven numbers its processes; elsewhere there is one. */
    static final String PROCESS = System.getProperty("test.process", "1");

    static final Path FOLDER = make();

    private SparkHome() {}

    private static Path make() {
        if (!PROCESS.matches("\\d+")) {
            throw new IllegalStateException("test.process must be the number of the process. Given: " + PROCESS);
        }
        try {
            Path folder =
                    Files.createDirectories(Path.of("target/spark-" + PROCESS).toAbsolutePath());
            Path jars = folder.resolve("jars");
            if (!Files.exists(jars)) {
                Files.createSymbolicLink(jars, Submission.HOME.resolve("jobs/spark-runtime/target/spark/jars"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
