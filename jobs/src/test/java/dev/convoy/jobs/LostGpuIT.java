package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that can no longer use its GPU ends, and another replaces it: the bits stay the same. */
@ExtendWith(LocalCluster.class)
class LostGpuIT {
    private static final Path SPARK = SparkHome.FOLDER;

    @TempDir
    private Path folder;

    @Tag("matrix")
    @Test
    void theExecutorOfALostGpuIsReplaced() throws Exception {
        String own = Submission.HOME.resolve("jobs/target/convoy.jar") + ":"
                + Path.of("target/test-classes").toAbsolutePath();
        Map<String, String> environment = Map.of("SPARK_HOME", SPARK.toString(), "SPARK_SCALA_VERSION", "2.12");
        List<String> arguments = new ArrayList<>(List.of(
                "-Dspark.master=local-cluster[2,1,1024]",
                "-Dspark.local.dir=" + folder.resolve("local"),
                "-Dspark.executor.extraClassPath=" + own,
                "-Dspark.executor.defaultJavaOptions=" + QuickStart.OPTIONS,
                EndsWithParent.class.getName(),
                LostGpus.class.getName(),
                folder.resolve("lost").toString(),
                "kernel.engine=onednn"));
        ShortRun.prepare(8, 4, folder).keys().forEach((key, value) -> arguments.add(key + "=" + value));
        try (ChildJvm driver = new ChildJvm(
                folder.resolve("driver"), environment, SPARK + "/jars/*:" + own, arguments.toArray(String[]::new))) {
            String bits = driver.await("^undisturbed: (\\w+), executors lost 0, tasks retried 0$");

            assertThat(driver.await("^disturbed: (.*), tasks retried [1-9]$")).isEqualTo(bits + ", executors lost 1");
            driver.await("^all done$");
        }
    }
}
