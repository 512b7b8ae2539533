package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.model.BuiltInModel;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Images, checkpoints and results on HDFS, with the driver before YARN and inside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HadoopIT {
    @TempDir
    static java.nio.file.Path folder;

    private HadoopCluster hadoop;
    private String quietSha;

    @BeforeAll
    void start() throws Exception {
        hadoop = new HadoopCluster(folder.resolve("hadoop"));
        for (File file : new File("data/fashion-mnist-sample").listFiles()) {
            hadoop.files().copyFromLocalFile(new Path(file.toURI()), new Path(hdfs("/images"), file.getName()));
        }
        quietSha = EightWorkers.quietSha(folder);
    }

    @AfterAll
    void stop() throws IOException {
        if (hadoop != null) {
            hadoop.close();
        }
    }

    @Test
    @Order(1)
    void aDriverBeforeYarnTrainsTheSameBits() throws Exception {
        Path run = hdfs("/runs/client");
        Submission submission = submit(command(run), yarn());

        assertThat(submission.code())
                .as(submission.why() + hadoop.logs("stderr"))
                .isZero();
        assertThat(completed(run).get("paramsSha256").asText()).isEqualTo(quietSha);
        assertThat(names(run)).contains("resolved.conf", "metrics.jsonl", "model.zip", "spark.log");
    }

    /** By a recorded nvidia-smi, YARN's machine has a card. */
    @Test
    @Order(2)
    void executorsOfYarnFindTheirCardsWithTheScriptThatTravelsWithTheJob() throws Exception {
        String path = FakeNvidiaSmi.install(Files.createDirectories(folder.resolve("bin")), "one-card", 0)
                .path();
        Path run = hdfs("/runs/gpu");
        List<String> command = new ArrayList<>(command(run));
        command.addAll(List.of("-D", "kernel.engine=onednn"));
        List<String> spark = yarn();
        spark.addAll(List.of("--conf", "spark.executorEnv.PATH=" + path));
        Submission submission = submit(command, "yarn-gpu", spark);

        assertThat(submission.code())
                .as(submission.why() + hadoop.logs("stderr"))
                .isZero();
        assertThat(hadoop.logs("stderr")).contains("gpu -> [name: gpu, addresses: 0]");
        assertThat(completed(run).get("paramsSha256").asText()).isEqualTo(quietSha);
    }

    /** The job's file and the model are on the submitting machine only, as far as the driver knows. */
    @Test
    @Order(3)
    void aDriverInsideYarnGetsItsFilesAndTrainsTheSameBits() throws Exception {
        Path run = hdfs("/runs/cluster");
        java.nio.file.Path model = Files.writeString(
                folder.resolve("lenet.json"),
                BuiltInModel.LENET.configuration(10).toJson());
        String keys = EightWorkers.KEYS.entrySet().stream()
                .map(key -> "convoy." + key.getKey() + " = " + key.getValue() + "\n")
                .collect(Collectors.joining());
        java.nio.file.Path job = Files.writeString(
                folder.resolve("job.conf"),
                keys + "convoy.run.dir = \"" + run + "\"\nconvoy.data.train = \"" + hdfs("/images") + "\"\n");
        List<String> spark = yarn();
        spark.addAll(List.of("--deploy-mode", "cluster"));
        Submission submission = submit(List.of("train", "--conf", job.toString(), "-D", "model=file:" + model), spark);

        assertThat(submission.code())
                .as(submission.why() + hadoop.logs("spark.log"))
                .isZero();
        assertThat(completed(run).get("paramsSha256").asText()).isEqualTo(quietSha);
        assertThat(hadoop.logs("stdout")).contains("epoch 1/1 | round 13/13 | loss", "test accuracy");
    }

    @Test
    @Order(4)
    void aFailureInsideYarnIsToldToWhoSubmitted() throws Exception {
        List<String> spark = yarn();
        spark.addAll(List.of("--deploy-mode", "cluster", "--conf", "spark.yarn.maxAppAttempts=1"));
        List<String> command = new ArrayList<>(command(hdfs("/runs/refused")));
        command.addAll(List.of("-D", "data.train=hdfs:///nowhere"));
        Submission submission = submit(command, spark);

        assertThat(submission.code()).isNotZero();
        assertThat(submission.error())
                .contains("error: data.train must name a folder or an IDX file that exists. Given: hdfs:///nowhere.");
        assertThat(hadoop.files().exists(hdfs("/runs/refused"))).isFalse();
    }

    /** Last: HDFS has a DataNode less then. */
    @Test
    @Order(5)
    void aDataNodeLostDuringTheRunChangesNothing() throws Exception {
        Path run = hdfs("/runs/datanode");
        List<String> command = new ArrayList<>(command(run));
        command.addAll(List.of("-D", "checkpoint.every-rounds=1"));
        List<String> spark = List.of("--master", "local[2]");
        CompletableFuture<Submission> running = CompletableFuture.supplyAsync(() -> {
            try {
                return submit(command, spark);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!running.isDone() && !names(new Path(run, "checkpoints")).contains("round-000002")) {
            Thread.sleep(20);
        }
        hadoop.stopDataNode();
        assertThat(names(run)).as("it went on without the DataNode").doesNotContain("model.zip");

        Submission submission = running.join();
        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(completed(run).get("paramsSha256").asText()).isEqualTo(quietSha);

        command.addAll(List.of("-D", "train.epochs=2", "-D", "checkpoint.every-rounds=20"));
        Submission longer = submit(command, spark);
        assertThat(longer.code()).as(longer.why()).isZero();
        assertThat(longer.out()).contains("continues after round " + EightWorkers.ROUNDS + ", from a checkpoint");
        assertThat(completed(run).get("rounds").asInt()).isEqualTo(2 * EightWorkers.ROUNDS);
    }

    private List<String> command(Path run) {
        List<String> command = EightWorkers.command(run);
        command.addAll(List.of("-D", "data.train=" + hdfs("/images")));
        return command;
    }

    /** Small containers, which take Spark's jars from where they are. */
    private static List<String> yarn() {
        List<String> spark = new ArrayList<>(List.of("--master", "yarn", "--num-executors", "2"));
        Map<String, String> properties = Map.of(
                "spark.yarn.jars", "local:" + Submission.HOME.resolve("jobs/spark-runtime/target/spark/jars/*"),
                "spark.executor.memory", "600m",
                "spark.executor.memoryOverhead", "600m",
                "spark.driver.memory", "1g");
        properties.forEach((name, value) -> spark.addAll(List.of("--conf", name + "=" + value)));
        return spark;
    }

    private Submission submit(List<String> command, List<String> spark) throws IOException, InterruptedException {
        return submit(command, "yarn", spark);
    }

    private Submission submit(List<String> command, String cluster, List<String> spark)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--cluster", cluster, "--"));
        all.addAll(spark);
        return Submission.run(hadoop.environment(), all.toArray(String[]::new));
    }

    private Path hdfs(String path) {
        return hadoop.files().makeQualified(new Path(path));
    }

    private JsonNode completed(Path run) throws IOException {
        return EightWorkers.completed(run, hadoop.files().getConf());
    }

    private List<String> names(Path path) throws IOException {
        if (!hadoop.files().exists(path)) {
            return List.of();
        }
        return Arrays.stream(hadoop.files().listStatus(path))
                .map(FileStatus::getPath)
                .map(Path::getName)
                .toList();
    }
}
