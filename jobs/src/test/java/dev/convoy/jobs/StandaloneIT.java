package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standalone cluster gives the same bits, whatever its size, and with Spark's own encryption. */
class StandaloneIT {
    /** All of the cluster's. */
    private static final int CORES = 4;

    @TempDir
    private Path folder;

    private ShortRun job;

    @BeforeEach
    void prepare() throws IOException {
        job = ShortRun.prepare(8, 10, folder);
    }

    @Tag("matrix")
    @Test
    void anyNumberOfExecutorsTrainsTheSameBits() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("plain"), Map.of())) {
            long before = 0;
            // Two executors are in the test of encryption.
            for (int executors : new int[] {1, 4}) {
                String run = executors + "-executors";
                Submission submission = train(cluster, job.train(run), executors);

                assertThat(submission.code()).as(submission.why()).isZero();
                assertThat(cluster.executors() - before).isEqualTo(executors);
                assertThat(job.sha(run)).isEqualTo(job.undisturbedSha());
                before = cluster.executors();
            }
        }
    }

    @Tag("matrix")
    @Test
    void theDriverRunsInTheClusterToo() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("cluster-mode"), Map.of())) {
            Submission submission = train(cluster, job.train("driver-in-cluster"), 1, "--deploy-mode", "cluster");

            assertThat(submission.code()).as(submission.why()).isZero();
            assertThat(job.sha("driver-in-cluster")).isEqualTo(job.undisturbedSha());

            // The master would restart a supervised driver that failed.
            Submission wrong = train(
                    cluster, job.train("refused", "data.train=/nowhere"), 1, "--deploy-mode", "cluster", "--supervise");

            assertThat(wrong.code()).as(wrong.why()).isEqualTo(2);
            assertThat(wrong.error())
                    .containsOnlyOnce("error: data.train must name a folder or an IDX file that exists.");
            assertThat(job.at("refused")).doesNotExist();
            assertThat(folder).isDirectoryNotContaining("glob:**.convoy-*");
        }
    }

    @Test
    void aRunHoldsWithoutExecutorsGoesOnAndStopsWhenAsked() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("hold"), Map.of())) {
            new HeldRun(job, "held", properties -> start(cluster, job.train("held"), 2, conf(properties))).play();
        }
    }

    /** Both would give way: one that holds does not count as one that waits. */
    @Tag("matrix")
    @Test
    void aRunGivesWayToAnotherThatWaitsAndGoesOnAfterIt() throws Exception {
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("yield"), Map.of())) {
            YieldingRun.Command command = (name, properties) ->
                    start(cluster, job.train(name, "train.yield-when-queued=true"), CORES, conf(properties));

            assertThat(new YieldingRun(job, "first", "second", command).play())
                    .containsPattern("has free 0 cores and \\d+ MiB on 127[.0-9]+, 0 cores and \\d+ MiB on 127");
        }
    }

    private static String[] conf(List<String> properties) {
        return properties.stream()
                .flatMap(property -> Stream.of("--conf", property))
                .toArray(String[]::new);
    }

    @Test
    void anEncryptedClusterTrainsTheSameBitsAndKeepsItsSecret() throws Exception {
        String secret = UUID.randomUUID().toString();
        Map<String, String> security = Map.of(
                "spark.authenticate", "true",
                "spark.authenticate.secret", secret,
                "spark.network.crypto.enabled", "true",
                "spark.io.encryption.enabled", "true");
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("secure"), security)) {
            String[] conf = security.entrySet().stream()
                    .flatMap(property -> Stream.of("--conf", property.getKey() + "=" + property.getValue()))
                    .toArray(String[]::new);
            Submission submission = train(cluster, job.train("encrypted"), 2, conf);

            assertThat(submission.code()).as(submission.why()).isZero();
            assertThat(cluster.executors()).isEqualTo(2);
            assertThat(job.sha("encrypted")).isEqualTo(job.undisturbedSha());
            assertThat(submission.out() + submission.error()).doesNotContain(secret);
        }
        for (String name : List.of("resolved.conf", "run.json", "metrics.jsonl", "spark.log")) {
            assertThat(job.at("encrypted").resolve(name)).content().isNotEmpty().doesNotContain(secret);
        }
    }

    private static Submission train(StandaloneCluster cluster, List<String> job, int executors, String... spark)
            throws IOException, InterruptedException {
        return start(cluster, job, executors, spark).end();
    }

    private static Submission.Started start(StandaloneCluster cluster, List<String> job, int executors, String... spark)
            throws IOException {
        List<String> command = new ArrayList<>(job);
        command.addAll(List.of("--cluster", "standalone", "--", "--master", cluster.master()));
        command.addAll(List.of("--conf", "spark.cores.max=" + executors, "--conf", "spark.executor.cores=1"));
        command.addAll(List.of("--conf", "spark.executor.memory=600m", "--conf", "spark.driver.memory=1g"));
        // All executors take part from the first round on.
        command.addAll(List.of("--conf", "spark.scheduler.minRegisteredResourcesRatio=1"));
        command.addAll(List.of(spark));
        return Submission.start(command.toArray(String[]::new));
    }
}
