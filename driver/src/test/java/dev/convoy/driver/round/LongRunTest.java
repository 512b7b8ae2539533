package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.NumericEnvironment;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.report.MetricsFile;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;

class LongRunTest {
    private static final int ROUNDS = 5_000;

    @TempDir
    private Path folder;

    @Test
    void aCheckpointHasTheSameSizeHoweverManyRoundsTheRunHas() throws IOException {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.001), List.of(ROUNDS), 1, 1, 1);
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        CheckpointStore checkpoints = new CheckpointStore(
                run, Map.of("test", "long"), new NumericEnvironment("onednn", "float32", "any", 1), 10);
        try (Optimizer optimizer = tiny.optimizer();
                Workers workers = new LocalWorkers(tiny.job(), 1, new Configuration());
                MetricsFile metrics = new MetricsFile(run, 0)) {
            Progress start = Progress.start(optimizer.state());
            Schedule schedule = new Schedule(
                    tiny.job().plan(), 1, 1000, Optional.empty(), new PlainAverage(), optimizer::learningRate);
            MeteredWorkers metered = new MeteredWorkers(workers, new PhaseClock("start"), start.counters());
            new TrainingLoop(schedule, metered, List.of(metrics), checkpoints).run(start);
        }

        assertThat(bytes("round-005000")).isCloseTo(bytes("round-001000"), withinPercentage(1));
        assertThat(Files.readAllLines(folder.resolve("metrics.jsonl"))).hasSize(ROUNDS);
    }

    private long bytes(String checkpoint) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints").resolve(checkpoint))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
