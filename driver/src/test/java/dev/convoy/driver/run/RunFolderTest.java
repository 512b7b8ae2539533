package dev.convoy.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.NumericEnvironment;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.worker.ModelState;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {
    @TempDir
    private Path folder;

    private final List<String> events = new ArrayList<>();

    @Test
    void everyFileOfACheckpointIsSyncedBeforeTheRename() throws IOException {
        RunFolder run = run(true);
        Progress start = Progress.start(new ModelState(FlatVector.of(1f), FlatVector.of(2f)));
        new CheckpointStore(run, Map.of(), new NumericEnvironment("onednn", "float32", "any", 1), 2).write(start);

        assertThat(events)
                .containsExactly(
                        "sync parameters.bin",
                        "sync updater-state.bin",
                        "sync outer-momentum.bin",
                        "sync manifest.json",
                        "sync manifest.crc32c",
                        "rename round-000000");
    }

    @Test
    void aFileSystemThatCannotSyncIsWrittenToAllTheSame() throws IOException {
        run(false).replace("run.json", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(events).containsExactly("rename run.json");
        assertThat(folder.resolve("run.json")).hasContent("{}");
    }

    @Test
    void aFileThatCannotBeWrittenLeavesNothingBehind() throws IOException {
        RunFolder run = run(true);
        run.replace("run.json", "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> run.replace("run.json", out -> {
                    out.write(1);
                    throw new IOException("no space left");
                }))
                .hasMessage("no space left");
        assertThat(folder.toFile().list()).containsExactly("run.json");
        assertThat(folder.resolve("run.json")).hasContent("{}");
    }

    @Test
    void aFileThatCannotBeRenamedLeavesNothingBehind() throws IOException {
        RunFolder run = new RunFolder(
                new RawLocalFileSystem() {
                    @Override
                    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
                        return false;
                    }
                },
                new org.apache.hadoop.fs.Path(folder.toUri()));
        run.files().initialize(URI.create("file:///"), new Configuration());

        assertThatThrownBy(() -> run.replace("run.json", new byte[1])).hasMessageStartingWith("cannot rename ");
        assertThat(folder).isEmptyDirectory();
    }

    /** S3A throws an exception where others return false. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileIsReplacedWhereRenamingDoesNotReplace(boolean isReported) throws IOException {
        RunFolder run = new RunFolder(
                new RawLocalFileSystem() {
                    @Override
                    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
                            throws IOException {
                        if (exists(to) && isReported) {
                            throw new FileAlreadyExistsException(to.toString());
                        }
                        return !exists(to) && super.rename(from, to);
                    }
                },
                new org.apache.hadoop.fs.Path(folder.toUri()));
        run.files().initialize(URI.create("file:///"), new Configuration());
        run.replace("run.json", new byte[] {1});
        // As a process leaves it that is killed between the two renames, and the one after it.
        Files.write(folder.resolve(".run.json.old"), new byte[] {0});

        run.replace("run.json", new byte[] {2});
        run.replace("run.json", new byte[] {3});

        assertThat(folder.resolve("run.json")).hasBinaryContent(new byte[] {3});
        assertThat(folder.toFile().list()).containsExactly("run.json");
    }

    @Test
    void hadoopsLocalFilesAreAmongThoseThatCanSync() throws IOException {
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        try (FSDataOutputStream out = run.files().create(new org.apache.hadoop.fs.Path(run.path(), "file"))) {
            assertThat(out.hasCapability(StreamCapabilities.HSYNC)).isTrue();
        }
        assertThat(Files.exists(folder.resolve("file"))).isTrue();
    }

    private RunFolder run(boolean syncs) throws IOException {
        RawLocalFileSystem files = new Recording(syncs);
        files.initialize(URI.create("file:///"), new Configuration());
        return new RunFolder(files, new org.apache.hadoop.fs.Path(folder.toUri()));
    }

    /** Records calls of sync and rename. */
    private final class Recording extends RawLocalFileSystem {
        private final boolean syncs;

        Recording(boolean syncs) {
            this.syncs = syncs;
        }

        @Override
        public FSDataOutputStream create(
                org.apache.hadoop.fs.Path file,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
            OutputStream out = super.create(file, overwrite, bufferSize, replication, blockSize, progress);
            return new FSDataOutputStream(new Stream(out, file.getName(), syncs), null);
        }

        @Override
        public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) throws IOException {
            events.add("rename " + to.getName());
            return super.rename(from, to);
        }
    }

    /** A stream like an object store's: without the capability, a call of {@code hsync} is an error. */
    private final class Stream extends FilterOutputStream implements Syncable, StreamCapabilities {
        private final String name;
        private final boolean syncs;

        Stream(OutputStream out, String name, boolean syncs) {
            super(out);
            this.name = name;
            this.syncs = syncs;
        }

        @Override
        public boolean hasCapability(String capability) {
            return syncs;
        }

        @Override
        public void hflush() {
            hsync();
        }

        @Override
        public void hsync() {
            if (!syncs) {
                throw new UnsupportedOperationException("hsync");
            }
            events.add("sync " + name);
        }
    }
}
