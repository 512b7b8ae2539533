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
        try (HadoopCluster hadoop = new HadoopCluster(folder.resolve("hadoop"));
                StandaloneCluster cluster = new StandaloneCluster(folder.resolve("spark"), Map.of())) {
            DatasetRun dataset = DatasetRun.prepare(
                    folder,
                    hadoop.files()
                            .makeQualified(new org.apache.hadoop.fs.Path("/dataset"))
                            .toString());
            DatasetRun.run("local[2]", dataset.train("local", "train.epochs=4"));

            List<String> command = dataset.train("cluster", "train.epochs=4");
            command.addAll(List.of("--cluster", "standalone", "--", "--master", cluster.master()));
            command.addAll(List.of("--conf", "spark.cores.max=2", "--conf", "spark.executor.cores=1"));
            command.addAll(List.of("--conf", "spark.executor.memory=600m", "--conf", "spark.driver.memory=1g"));
            command.addAll(List.of("--conf", "spark.scheduler.minRegisteredResourcesRatio=1"));
            Submission submission = Submission.run(command.toArray(String[]::new));

            assertThat(submission.code()).as(submission.why()).isZero();
            assertThat(dataset.sha("cluster")).isEqualTo(dataset.sha("local"));
            int shards = hadoop.files().listStatus(new org.apache.hadoop.fs.Path("/dataset/train")).length
                    + hadoop.files().listStatus(new org.apache.hadoop.fs.Path("/dataset/validation")).length
                    + hadoop.files().listStatus(new org.apache.hadoop.fs.Path("/dataset/test")).length;
            assertThat(cluster.executors()).isEqualTo(2);
            List<String> copies = copies();
            assertThat(copies).doesNotHaveDuplicates().hasSizeBetween(shards, 2 * shards);
            JsonNode localities = dataset.summary("cluster").get("localities");
            assertThat(localities.get("PROCESS_LOCAL").asInt())
                    .as(localities.toString())
                    .isGreaterThan(dataset.summary("cluster").get("rounds").asInt());
        }
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
