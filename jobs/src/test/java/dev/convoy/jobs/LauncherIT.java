package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator's settings for all users of a cluster reach the application, through a real spark-submit. */
class LauncherIT {
    @TempDir
    private Path folder;

    @Test
    void sparksDefaultsReachTheApplication() throws Exception {
        Submission submission = submit();

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(submission.out().lines())
                .contains(
                        "spark.yarn.queue=low",
                        "spark.eventLog.enabled=true",
                        "spark.eventLog.dir=file:///events",
                        "spark.sql.catalog.mine=org.example.Catalog",
                        "spark.driver.memory=600m",
                        "spark.task.maxFailures=8");
    }

    /** Spark itself reads one file only. */
    @Test
    void aPropertiesFileWinsOverThemAndNoSecretIsOnTheCommandLine() throws Exception {
        Path mine = Files.writeString(folder.resolve("mine"), "spark.yarn.queue high\nspark.my.secret hidden\n");
        Submission submission = submit("--properties-file", mine.toString());

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(submission.out().lines())
                .contains("spark.yarn.queue=high", "spark.sql.catalog.mine=org.example.Catalog")
                .anyMatch(line -> line.startsWith("spark.my.secret="))
                .noneMatch(line -> line.startsWith("command ") && line.contains("hidden"));
        try (var left = Files.list(folder)) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".properties"));
        }
    }

    private Submission submit(String... more) throws Exception {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.write(
                conf.resolve("spark-defaults.conf"),
                List.of(
                        "spark.yarn.queue low",
                        "spark.eventLog.enabled true",
                        "spark.eventLog.dir file:///events",
                        "spark.sql.catalog.mine org.example.Catalog",
                        "spark.driver.memory 600m"));
        List<String> arguments = new ArrayList<>(List.of(
                "--",
                "--class",
                "dev.convoy.jobs.submit.PrintProperties",
                "--driver-class-path",
                Path.of("target/test-classes").toAbsolutePath().toString()));
        arguments.addAll(List.of(more));
        return Submission.run(
                Map.of("SPARK_CONF_DIR", conf.toString(), "TMPDIR", folder.toString()),
                arguments.toArray(String[]::new));
    }
}
