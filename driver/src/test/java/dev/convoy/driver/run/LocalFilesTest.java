package dev.convoy.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
    @TempDir
    private Path folder;

    @Test
    void permissionsFollowTheProcess() throws IOException {
        // The permissions that any other program of this process would set, whatever Hadoop's own umask is.
        Set<PosixFilePermission> file = Files.getPosixFilePermissions(Files.createFile(folder.resolve("plain")));
        Configuration hadoop = new Configuration();
        hadoop.set("fs.permissions.umask-mode", "000");
        RunFolder run = RunFolder.at(folder.resolve("run").toString(), hadoop);
        run.create();
        run.replace("run.json", new byte[1]);

        assertThat(Files.getPosixFilePermissions(folder.resolve("run/run.json")))
                .isEqualTo(file);
        assertThat(Files.getPosixFilePermissions(folder.resolve("run")))
                .isEqualTo(Files.getPosixFilePermissions(Files.createDirectory(folder.resolve("plain folder"))));
        assertThat(PosixFilePermissions.toString(file)).isNotEqualTo("rw-rw-rw-");
    }

    @Test
    void aFileThatMustBeNewIsCreatedOnce() throws IOException {
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(run.path(), "new");
        run.files().create(file, false).close();

        assertThatThrownBy(() -> run.files().create(file, false)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aFullDiskIsAnExceptionWithTheSystemsReason() throws IOException {
        RunFolder run = RunFolder.at("/dev", new Configuration());
        try (FSDataOutputStream full = run.files().create(new org.apache.hadoop.fs.Path("/dev/full"), true)) {
            full.write(1);

            assertThatThrownBy(full::hflush)
                    .isInstanceOf(IOException.class)
                    .matches(e -> StorageFailure.of(e).orElseThrow() == StorageFailure.FULL);
        } catch (IOException e) {
            // Closing writes again.
            assertThat(StorageFailure.of(e)).contains(StorageFailure.FULL);
        }
    }

    @Test
    void aRenameReplacesAFileAndSaysWhyItCannot() throws IOException {
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        Files.writeString(folder.resolve("from"), "new");
        Files.writeString(folder.resolve("to"), "old");

        run.renameOver(
                new org.apache.hadoop.fs.Path(run.path(), "from"), new org.apache.hadoop.fs.Path(run.path(), "to"));

        assertThat(folder.resolve("to")).hasContent("new");
        assertThat(folder.resolve("from")).doesNotExist();
        assertThatThrownBy(() -> run.files()
                        .rename(
                                new org.apache.hadoop.fs.Path(run.path(), "from"),
                                new org.apache.hadoop.fs.Path(run.path(), "to")))
                .isInstanceOf(FileSystemException.class);
    }
}
