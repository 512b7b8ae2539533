package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training on a prepared dataset, with all augmentations and everything else that may surround updates, loses an executor,
 * the copies of shards, and its driver, all in the middle of an epoch.
 */
@Tag("matrix")
@ExtendWith(LocalCluster.class)
class DatasetLossIT {
    private static final String[] SETTINGS = Stream.concat(
                    DatasetRun.LEARNING.stream(),
                    Stream.of(
                            "train.workers=4", "train.batch-size=2", "checkpoint.every-rounds=1", DatasetRun.AUGMENTED))
            .toArray(String[]::new);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void lostExecutorsCopiesAndDriverChangeNoBit(int executors) throws Exception {
        DatasetRun dataset = DatasetRun.prepare(folder, folder + "/dataset");
        DatasetRun.run("local[1]", dataset.train("undisturbed", SETTINGS));

        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        RunWatch watch = new RunWatch(start(dataset, executors, gate));
        gate.holdWorkers(2, executors, watch);
        watch.executors().executors().get(0).kill();
        gate.holdWorkers(3, executors, watch);
        spoilCopies();
        gate.holdWorkers(4, executors, watch);
        watch.submission().driver().destroyForcibly().waitFor();

        gate.open();
        Submission again = start(dataset, executors, gate).end();

        assertThat(again.code()).as(again.why()).isZero();
        assertThat(again.out()).contains("continues after round 3, from a checkpoint");
        assertThat(dataset.sha("run")).isEqualTo(dataset.sha("undisturbed"));
        assertThat(dataset.summary("run").get("executorsLost").asInt()).isEqualTo(1);
    }

    private Submission.Started start(DatasetRun dataset, int executors, RoundGate gate) throws IOException {
        List<String> settings = new ArrayList<>(List.of(SETTINGS));
        settings.add("data.decode-threads=3");
        List<String> command = new ArrayList<>(dataset.train("run", settings.toArray(String[]::new)));
        command.addAll(List.of("--", "--master", "local-cluster[%d,1,1024]".formatted(executors)));
        List<String> spark = new ArrayList<>(gate.settings());
        spark.add("spark.local.dir=" + folder.resolve("spark-local"));
        spark.forEach(property -> command.addAll(List.of("--conf", property)));
        return Submission.start(command.toArray(String[]::new));
    }

    /** Removes every second copy on this host, and overwrites the middle of the others. */
    private void spoilCopies() throws IOException {
        List<Path> copies = ShardCopies.in(folder.resolve("spark-local"));
        assertThat(copies).hasSizeGreaterThan(2);
        for (int i = 0; i < copies.size(); i += 2) {
            Files.delete(copies.get(i));
        }
        for (int i = 1; i < copies.size(); i += 2) {
            try (FileChannel copy = FileChannel.open(copies.get(i), StandardOpenOption.WRITE)) {
                copy.write(ByteBuffer.allocate(64), copy.size() / 2);
            }
        }
    }
}
