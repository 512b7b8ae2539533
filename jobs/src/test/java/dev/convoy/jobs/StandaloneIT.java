package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same bits from a standalone cluster, whatever its size, and behind Spark's own encryption. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StandaloneIT {
    @TempDir
    static Path folder;

    private String quietSha;

    @BeforeAll
    void trainOnOneThread() throws Exception {
        quietSha = EightWorkers.quietSha(folder);
    }

    @Test
    void anyNumberOfExecutorsTrainsTheSameBits() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("plain"), Map.of())) {
            long before = 0;
            // Two are in the test of encryption.
            for (int executors : new int[] {1, 4}) {
                Path run = folder.resolve(executors + "-executors");
                Submission submission = train(cluster, run, executors);

                assertThat(submission.code()).as(submission.why()).isZero();
                assertThat(cluster.executors() - before).isEqualTo(executors);
                assertThat(sha(run)).isEqualTo(quietSha);
                before = cluster.executors();
            }
        }
    }

    @Test
    @Tag("long")
    void theDriverRunsInTheClusterToo() throws Exception {
        Path run = folder.resolve("driver-in-cluster");
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster-mode"), Map.of())) {
            Submission submission = train(cluster, run, 1, "--deploy-mode", "cluster");

            assertThat(submission.code()).as(submission.why()).isZero();
            assertThat(sha(run)).isEqualTo(quietSha);
        }
    }

    @Test
    void anEncryptedClusterTrainsTheSameBitsAndKeepsItsSecret() throws Exception {
        String secret = UUID.randomUUID().toString();
        Map<String, String> security = Map.of(
                "spark.authenticate", "true",
                "spark.authenticate.secret", secret,
                "spark.network.crypto.enabled", "true",
                "spark.io.encryption.enabled", "true");
        Path run = folder.resolve("encrypted");
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("secure"), security)) {
            String[] conf = security.entrySet().stream()
                    .flatMap(property -> Stream.of("--conf", property.getKey() + "=" + property.getValue()))
                    .toArray(String[]::new);
            Submission submission = train(cluster, run, 2, conf);

            assertThat(submission.code()).as(submission.why()).isZero();
            assertThat(cluster.executors()).isEqualTo(2);
            assertThat(sha(run)).isEqualTo(quietSha);
            assertThat(submission.out() + submission.error()).doesNotContain(secret);
        }
        for (String name : List.of("resolved.conf", "run.json", "metrics.jsonl", "spark.log")) {
            assertThat(run.resolve(name)).content().isNotEmpty().doesNotContain(secret);
        }
    }

    private static Submission train(StandaloneCluster cluster, Path run, int executors, String... spark)
            throws IOException, InterruptedException {
        List<String> command = EightWorkers.command(new org.apache.hadoop.fs.Path(run.toUri()));
        command.addAll(List.of("--cluster", "standalone", "--", "--master", cluster.master()));
        command.addAll(List.of("--conf", "spark.cores.max=" + executors, "--conf", "spark.executor.cores=1"));
        command.addAll(List.of("--conf", "spark.executor.memory=600m", "--conf", "spark.driver.memory=1g"));
        // All of them from the first round on.
        command.addAll(List.of("--conf", "spark.scheduler.minRegisteredResourcesRatio=1"));
        command.addAll(List.of(spark));
        return Submission.run(command.toArray(String[]::new));
    }

    private static String sha(Path run) throws IOException {
        return EightWorkers.completed(new org.apache.hadoop.fs.Path(run.toUri()), new Configuration())
                .get("paramsSha256")
                .asText();
    }
}
