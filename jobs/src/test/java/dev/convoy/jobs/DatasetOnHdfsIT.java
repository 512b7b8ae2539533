package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset of many shards on HDFS, for executors on two hosts' names. */
@Tag("matrix")
class DatasetOnHdfsIT {
    @TempDir
    private Path folder;

    @Test
    void eachExecutorReadsAShardOnceAndTasksGoWhereTheirShardsAre() throws Exception {
        ColouredImages.write(folder.resolve("images"));
        try (HadoopCluster hadoop = new HadoopCluster(folder.resolve("hadoop"));
                StandaloneCluster cluster = new StandaloneCluster(folder.resolve("spark"), Map.of())) {
            String dataset = hadoop.files()
                    .makeQualified(new org.apache.hadoop.fs.Path("/dataset"))
                    .toString();
            run(List.of("prepare", "--from", folder + "/images", "--to", dataset, "-D", "prepare.shard-bytes=4kB"));
            run(train(dataset, "local"));

            List<String> command = train(dataset, "cluster");
            command.addAll(List.of("--cluster", "standalone", "--", "--master", cluster.master()));
            command.addAll(List.of("--conf", "spark.cores.max=2", "--conf", "spark.executor.cores=1"));
            command.addAll(List.of("--conf", "spark.executor.memory=600m", "--conf", "spark.driver.memory=1g"));
            command.addAll(List.of("--conf", "spark.scheduler.minRegisteredResourcesRatio=1"));
            Submission submission = Submission.run(command.toArray(String[]::new));

            assertThat(submission.code()).as(submission.why()).isZero();
            assertThat(summary("cluster").get("paramsSha256"))
                    .isEqualTo(summary("local").get("paramsSha256"));
            int shards = hadoop.files().listStatus(new org.apache.hadoop.fs.Path("/dataset/train")).length
                    + hadoop.files().listStatus(new org.apache.hadoop.fs.Path("/dataset/validation")).length
                    + hadoop.files().listStatus(new org.apache.hadoop.fs.Path("/dataset/test")).length;
            assertThat(cluster.executors()).isEqualTo(2);
            List<String> copies = copies();
            assertThat(copies).doesNotHaveDuplicates().hasSizeBetween(shards, 2 * shards);
            JsonNode localities = summary("cluster").get("localities");
            assertThat(localities.get("PROCESS_LOCAL").asInt())
                    .as(localities.toString())
                    .isGreaterThan(summary("cluster").get("rounds").asInt());
        }
    }

    private static void run(List<String> command) {
        VerbRun run = VerbRun.of("local[2]", command);
        assertThat(run.code()).as(run.error()).isZero();
    }

    /** Four epochs in windows of ten shards. */
    private List<String> train(String dataset, String name) {
        List<String> arguments = new ArrayList<>(List.of("train"));
        for (String key : List.of(
                "data.train=" + dataset,
                "data.image-size=16",
                "data.window=1kB",
                "model=lenet",
                "train.workers=2",
                "train.batch-size=4",
                "train.averaging-frequency=3",
                "train.epochs=4",
                "run.dir=" + folder.resolve(name))) {
            arguments.addAll(List.of("-D", key));
        }
        return arguments;
    }

    private JsonNode summary(String run) throws IOException {
        return Submission.json(folder.resolve(run).resolve("run.json"));
    }

    /** What executors' logs say about copies, with the executor. */
    private List<String> copies() throws IOException {
        List<String> copies = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder.resolve("spark"))) {
            for (Path log : files.filter(file -> file.endsWith("stderr")).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.filter(line -> line.contains("copied shard "))
                            .map(line -> log.getParent().getFileName() + " "
                                    + line.replaceFirst(".*copied shard (\\S+) .*", "$1"))
                            .forEach(copies::add);
                }
            }
        }
        return copies;
    }
}
