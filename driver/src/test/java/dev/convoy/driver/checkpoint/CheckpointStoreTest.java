package dev.convoy.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.worker.ModelState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FilterFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {
    private static final Map<String, String> IDENTITY = Map.of("train.seed", "42", "model", "lenet");
    private static final NumericEnvironment ENVIRONMENT = new NumericEnvironment("onednn", "float32", "any", 1);

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        store(IDENTITY, 2).write(progress(7, 0.5, 7));
        Progress read = store(IDENTITY, 2).latest().orElseThrow();

        assertThat(read.state().parameters().toFloats()).containsExactly(7f, 1.5f);
        assertThat(read.state().updaterState().toFloats()).containsExactly(0.25f);
        assertThat(read.momentum().toFloats()).containsExactly(-0.5f, 0.125f);
        assertThat(read).usingRecursiveComparison().ignoringFields("state").isEqualTo(progress(7, 0.5, 7));
    }

    @Test
    void keepsTheNewestAndTheBest() throws IOException {
        CheckpointStore store = store(IDENTITY, 2);
        for (int round = 1; round <= 6; round++) {
            store.write(progress(round, 0.5, round >= 3 ? 3 : round));
        }

        assertThat(names()).containsExactly("round-000003", "round-000005", "round-000006");
    }

    @Test
    void theBestIsReadEvenWhenItIsNotTheNewest() throws IOException {
        CheckpointStore store = store(IDENTITY, 1);
        assertThat(store.best()).isEmpty();
        store.write(progress(3, 0.5, 3));
        assertThat(store.best().orElseThrow().cursor().rounds()).isEqualTo(3);
        store.write(progress(6, 0.5, 3));

        assertThat(store.best().orElseThrow().cursor().rounds()).isEqualTo(3);
        assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(6);
        Files.delete(folder.resolve("checkpoints/round-000003/parameters.bin"));
        assertThatThrownBy(store::best)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the best checkpoint must be whole. Given: ")
                .hasMessageContaining("round-000003");
    }

    @Test
    void aDamagedNewerOneDoesNotCountAsKept() throws IOException {
        CheckpointStore store = store(IDENTITY, 1);
        store.write(progress(9, 0.5, 9));
        Files.delete(folder.resolve("checkpoints/round-000009/parameters.bin"));
        store.write(progress(5, 0.5, 1));

        assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"parameters.bin", "updater-state.bin", "outer-momentum.bin", "manifest.json", "manifest.crc32c"})
    void aCheckpointThatIsCutOrLacksAFileIsPassedOver(String file) throws IOException {
        CheckpointStore store = store(IDENTITY, 3);
        store.write(progress(1, 0.5, 1));
        store.write(progress(2, 0.5, 1));
        Path damaged = folder.resolve("checkpoints/round-000002").resolve(file);
        byte[] whole = Files.readAllBytes(damaged);
        for (int length = 0; length < whole.length; length += 1 + whole.length / 20) {
            Files.write(damaged, Arrays.copyOf(whole, length));
            assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(1);
        }
        Files.delete(damaged);
        assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(1);
        Files.write(damaged, whole);
        assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters.bin", "updater-state.bin", "outer-momentum.bin", "manifest.json"})
    void aFlippedBitIsSeen(String file) throws IOException {
        CheckpointStore store = store(IDENTITY, 3);
        store.write(progress(1, 0.5, 1));
        store.write(progress(2, 0.5, 1));
        Path damaged = folder.resolve("checkpoints/round-000002").resolve(file);
        byte[] whole = Files.readAllBytes(damaged);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            Files.write(damaged, flipped);
            assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(1);
        }
    }

    /** Statistics that are computed anew at the end are saved after the same round. */
    @Test
    void aCheckpointOfTheSameRoundStaysUntilTheOtherIsThere() throws IOException {
        CheckpointStore store = store(IDENTITY, 1);
        store.write(progress(2, 0.5, 2));
        store.write(progress(2, 0.75, 2));
        assertThat(store.latest().orElseThrow().scores().best()).isEqualTo(0.75);
        assertThat(names()).containsExactly("round-000002");

        // As a process leaves it that is killed between the two renames.
        Files.move(folder.resolve("checkpoints/round-000002"), folder.resolve("checkpoints/.round-000002.old"));
        assertThat(store.latest().orElseThrow().scores().best()).isEqualTo(0.75);
        store.write(progress(2, 0.5, 2));
        store.write(progress(3, 0.5, 2));
        assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(3);
        assertThat(names()).containsExactly("round-000002", "round-000003");
    }

    /** Rounds that are saved must not be trained again because a disk or a data node was away for a while. */
    @Test
    void aCheckpointThatCannotBeReadNowIsNotPassedOver() throws IOException {
        CheckpointStore store = store(IDENTITY, 3);
        store.write(progress(1, 0.5, 2));
        store.write(progress(2, 0.5, 2));
        Path parameters = folder.resolve("checkpoints/round-000002/parameters.bin");
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        RunFolder away = new RunFolder(
                new FilterFileSystem(run.files()) {
                    @Override
                    public FSDataInputStream open(org.apache.hadoop.fs.Path file) throws IOException {
                        if (file.getName().equals("parameters.bin")) {
                            throw new IOException("Could not obtain block");
                        }
                        return super.open(file);
                    }
                },
                run.path());
        CheckpointStore unreadable = new CheckpointStore(away, IDENTITY, ENVIRONMENT, 3);

        assertThatThrownBy(unreadable::latest)
                .hasMessageStartingWith("cannot read file:" + parameters.getParent() + " now. Given:"
                        + " java.io.IOException: Could not obtain block. Try again;");
        assertThatThrownBy(() -> unreadable.after(1)).hasMessageContaining("Could not obtain block");
        List<String> notes = new ArrayList<>();
        Files.delete(parameters);
        assertThat(store.latest(notes::add).orElseThrow().cursor().rounds()).isEqualTo(1);
        assertThat(notes).singleElement().asString().startsWith("checkpoint round-000002 is damaged and left out: ");
    }

    @Test
    void whatWasLeftHalfWrittenIsNotACheckpoint() throws IOException {
        CheckpointStore store = store(IDENTITY, 3);
        store.write(progress(1, 0.5, 1));
        Files.createDirectories(folder.resolve("checkpoints/.round-000002.tmp"));

        assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(1);
        store.write(progress(2, 0.5, 1));
        assertThat(names()).containsExactly("round-000001", "round-000002");
    }

    @Test
    void aCheckpointOfAnotherConfigurationIsNotUsed() throws IOException {
        store(IDENTITY, 3).write(progress(1, 0.5, 1));

        assertThat(store(Map.of("train.seed", "43", "model", "lenet"), 3).latest())
                .isEmpty();
    }

    private CheckpointStore store(Map<String, String> identity, int keep) throws IOException {
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        return new CheckpointStore(run, identity, ENVIRONMENT, keep);
    }

    private static Progress progress(int rounds, double accuracy, int bestRound) {
        return new Progress(
                new ModelState(FlatVector.of((float) rounds, 1.5f), FlatVector.of(0.25f)),
                FlatVector.of(-0.5f, 0.125f),
                FlatVector.of(0.75f, -2f),
                new Cursor(1, 2, rounds, 10 * rounds, 640L * rounds),
                new Scores(accuracy, 0.75, accuracy, bestRound),
                new ClusterCounters(1, 2, 3, 4, Map.of("ANY", 5L), new CoreHours(0.5, 0.25, 2)),
                Map.of("round", 1.5),
                List.of("onednn"));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("checkpoints"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
