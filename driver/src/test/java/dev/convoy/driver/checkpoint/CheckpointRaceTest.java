package dev.convoy.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.worker.ModelState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two writers, and writers that were killed. */
class CheckpointRaceTest {
    @TempDir
    private Path folder;

    @Test
    void whatAKilledWriterLeftIsRemovedByTheNext() throws IOException {
        Path left = folder.resolve("checkpoints/.round-000007.tmp");
        Files.createDirectories(left);
        Files.writeString(left.resolve("parameters.bin"), "half");
        Files.createDirectories(folder.resolve("checkpoints/.of-somebody-else"));
        store(new RawLocalFileSystem()).write(progress(2));

        assertThat(names()).containsExactly(".of-somebody-else", "round-000002");
    }

    @Test
    void aTargetThatAppearsAtTheLastMomentIsNoSuccess() throws IOException {
        CheckpointStore store = store(new Overtaken(false));

        assertThatThrownBy(() -> store.write(progress(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot rename")
                .hasMessageContaining("another driver");
        assertThat(folder.resolve("checkpoints/round-000002/theirs")).exists();
    }

    @Test
    void aRenameIntoAFolderThatAppearsAtTheLastMomentIsNoSuccess() throws IOException {
        CheckpointStore store = store(new Overtaken(true));

        assertThatThrownBy(() -> store.write(progress(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot rename");
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints/round-000002"))) {
            assertThat(files).containsExactly(folder.resolve("checkpoints/round-000002/theirs"));
        }
    }

    @Test
    void aCheckpointUnderAnothersNameIsRefused() throws IOException {
        CheckpointStore store = store(new RawLocalFileSystem());
        store.write(progress(1));
        store.write(progress(2));
        Files.move(folder.resolve("checkpoints/round-000002"), folder.resolve("checkpoints/round-000009"));

        try (LogLines log = new LogLines(CheckpointStore.class)) {
            assertThat(store.latest().orElseThrow().cursor().rounds()).isEqualTo(1);
            assertThat(log.last()).contains("round-000009 is damaged").contains("Given: 2 rounds");
        }
    }

    private CheckpointStore store(RawLocalFileSystem files) throws IOException {
        files.initialize(URI.create("file:///"), new Configuration());
        RunFolder run = new RunFolder(files, new org.apache.hadoop.fs.Path(folder.toUri()));
        return new CheckpointStore(run, Map.of(), new NumericEnvironment("onednn", "float32", "any", 1), 3);
    }

    private static Progress progress(int rounds) {
        Progress start = Progress.start(new ModelState(FlatVector.of(1f), FlatVector.of(2f)));
        return new Progress(
                start.state(),
                start.momentum(),
                start.average(),
                new Cursor(0, rounds, rounds, rounds, rounds),
                start.scores(),
                start.counters(),
                Map.of(),
                List.of());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("checkpoints"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Another writer is slightly faster; then a rename fails, or moves into the existing folder, as on HDFS. */
    private static final class Overtaken extends RawLocalFileSystem {
        private final boolean into;

        Overtaken(boolean into) {
            this.into = into;
        }

        @Override
        public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
            mkdirs(to);
            create(new org.apache.hadoop.fs.Path(to, "theirs")).close();
            return into && super.rename(from, new org.apache.hadoop.fs.Path(to, from.getName()));
        }
    }
}
