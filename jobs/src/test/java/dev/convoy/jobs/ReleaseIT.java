package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The release archive, which {@code -Prelease} builds, trains on a machine with only Java and a Spark distribution. */
@Tag("matrix")
class ReleaseIT {
    @TempDir
    private Path folder;

    @Test
    void itTrainsTheSample() throws Exception {
        Path archive;
        try (var files = Files.newDirectoryStream(Path.of("target"), "convoy-*.tar.gz")) {
            assertThat(files).as("archives; build them with -Prelease").hasSize(1);
        }
        try (var files = Files.newDirectoryStream(Path.of("target"), "convoy-*.tar.gz")) {
            archive = files.iterator().next().toAbsolutePath();
        }
        assertThat(run(Map.of(), "tar", "-xzf", archive.toString())).isZero();
        String version = archive.getFileName().toString().replace(".tar.gz", "");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("java"), Path.of(System.getProperty("java.home"), "bin/java"));
        Map<String, String> environment = Map.of(
                "PATH",
                bin.toString(),
                "SPARK_HOME",
                Path.of("spark-runtime/target/spark").toAbsolutePath().toString());

        int code = run(environment, folder.resolve(version) + "/submit.sh", "train", "-D", "run.dir=run");

        assertThat(code).as(Files.readString(folder.resolve("out"))).isZero();
        assertThat(Submission.json(folder.resolve("run/run.json")).get("status").asText())
                .isEqualTo("completed");
    }

    private int run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "HADOOP_CONF_DIR", "YARN_CONF_DIR"));
        builder.environment().putAll(environment);
        return builder.start().waitFor();
    }
}
