package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    private final Properties before = (Properties) System.getProperties().clone();

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    /** The log of the process that failed is that which its user wants to read. */
    @Test
    void onARemoteFileSystemTheLogOfEachProcessIsKept() throws IOException {
        FileSystem files = new RawLocalFileSystem();
        files.initialize(URI.create("file:///"), new Configuration());
        RunFolder run = new RunFolder(files, new org.apache.hadoop.fs.Path(folder.toUri()));

        for (String line : new String[] {"first\n", "second\n"}) {
            Path temporary = Files.writeString(folder.resolve("convoy-1.log"), line);
            System.setProperty("convoy.log", temporary.toString());
            try (RunOwnership ownership = RunOwnership.claim(
                    run, Owner.now(null), application -> Optional.empty(), LeaseTimes.DEFAULT, said -> {})) {
                new RunLog(run, ownership).end(null);
            }
            assertThat(temporary).doesNotExist();
        }

        assertThat(folder.resolve("spark.log")).hasContent("first\nsecond\n");
    }
}
