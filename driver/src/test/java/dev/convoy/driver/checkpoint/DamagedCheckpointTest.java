package dev.convoy.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.average.NesterovAverage;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.round.LocalWorkers;
import dev.convoy.driver.round.MeteredWorkers;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.Schedule;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.driver.round.TrainingLoop;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;

/** The checkpoints of a real run, cut and flipped at random places. */
class DamagedCheckpointTest {
    private static final int PLACES = 100;
    private static final long SEED = 20;

    @TempDir
    private Path folder;

    @Test
    void whereverTheNewestIsDamagedTheOneBeforeItIsTakenAndTheLogSaysWhy() throws IOException {
        train();
        Path newest = folder.resolve("checkpoints/round-000008");
        byte[] before = store().latest().orElseThrow().state().parameters().bytes();
        assertThat(store().latest().orElseThrow().cursor().rounds()).isEqualTo(8);
        List<Path> files = files(newest);
        assertThat(files).hasSize(5);

        Random random = new Random(SEED);
        try (LogLines log = new LogLines(CheckpointStore.class)) {
            for (int place = 0; place < PLACES; place++) {
                Path file = files.get(place % files.size());
                byte[] whole = Files.readAllBytes(file);
                int at = random.nextInt(whole.length);
                boolean cut = random.nextBoolean();
                byte[] damaged = cut ? Arrays.copyOf(whole, at) : whole.clone();
                if (!cut) {
                    damaged[at] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file, damaged);

                String what = "%s, %s at %d, seed %d".formatted(file.getFileName(), cut ? "cut" : "flipped", at, SEED);
                assertThat(store().latest().orElseThrow().cursor().rounds())
                        .as(what)
                        .isEqualTo(4);
                String reason = file.getFileName().toString().replace("crc32c", "json");
                assertThat(log.last())
                        .as(what)
                        .contains("round-000008 is damaged")
                        .contains(reason + " must have");
                Files.write(file, whole);
            }
        }
        assertThat(store().latest().orElseThrow().state().parameters().bytes()).isEqualTo(before);
    }

    /** Two epochs of 4 rounds, with momentum, and a checkpoint after each. */
    private void train() throws IOException {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(70, 33), 2, 2, 8);
        try (Optimizer optimizer = tiny.optimizer();
                Workers workers = new LocalWorkers(tiny.job(), 2, new Configuration())) {
            Schedule schedule = new Schedule(
                    tiny.job().plan(),
                    2,
                    4,
                    Optional.of(Split.TEST),
                    new NesterovAverage(0.7, 0.5, List.of()),
                    optimizer::learningRate);
            MeteredWorkers metered = new MeteredWorkers(workers, new PhaseClock("start"), ClusterCounters.NONE);
            new TrainingLoop(schedule, metered, List.of(), store()).run(Progress.start(optimizer.state()));
        }
    }

    private CheckpointStore store() throws IOException {
        return new CheckpointStore(
                RunFolder.at(folder.toString(), new Configuration()),
                Map.of("test", "tiny"),
                new NumericEnvironment("onednn", "float32", "any", 1),
                2);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }
}
