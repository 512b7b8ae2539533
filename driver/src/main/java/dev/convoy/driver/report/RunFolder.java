package dev.convoy.driver.report;

import dev.convoy.driver.files.UserPath;
import dev.convoy.kernel.InvalidInput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** The folder a run leaves its files in, on any Hadoop file system. What appears in it appears whole. */
public record RunFolder(FileSystem files, Path path) {
    /** The file with the model's configuration as it is trained, in Deeplearning4j's JSON. */
    public static final String MODEL = "model.json";

    /** Writes a file's content. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Names the folder; creates nothing. */
    public static RunFolder at(String location, Configuration hadoop) throws IOException {
        UserPath named = UserPath.of("run.dir", location, hadoop);
        return new RunFolder(named.files(), named.path());
    }

    /** @throws InvalidInput if the folder cannot be created or written to */
    public void create() {
        Path probe = new Path(path, ".writable");
        try {
            files.mkdirs(path);
            files.create(probe, true).close();
            files.delete(probe, false);
        } catch (IOException e) {
            throw new InvalidInput(
                    "run.dir must be a folder that can be written to",
                    path,
                    "Change its permissions, or give another with -D run.dir=….",
                    e);
        }
    }

    /** A file's content, if it is there. */
    public Optional<byte[]> read(String name) throws IOException {
        try (InputStream in = files.open(new Path(path, name))) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Puts a file in place of the one of that name, if there is one: written beside it, synced, renamed. If that fails, nothing
     * is left beside it, unless the old file is gone already.
     */
    public void replace(String name, Content content) throws IOException {
        Path beside = new Path(path, "." + name + ".tmp");
        Path target = new Path(path, name);
        try {
            write(beside, content);
            if (files.rename(beside, target)) {
                return;
            }
        } catch (IOException | RuntimeException e) {
            try {
                files.delete(beside, false);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        // HDFS does not rename over a file.
        boolean gone = files.delete(target, false);
        if (!files.rename(beside, target)) {
            if (!gone) {
                files.delete(beside, false);
            }
            throw new IOException("cannot rename " + beside + " to " + target);
        }
    }

    /** As above, from bytes. */
    public void replace(String name, byte[] content) throws IOException {
        replace(name, out -> out.write(content));
    }

    /** Writes a file and syncs it to disk, where the file system can; others keep it once it is closed. */
    public void write(Path file, Content content) throws IOException {
        try (FSDataOutputStream out = files.create(file, true)) {
            content.writeTo(out);
            if (out.hasCapability(StreamCapabilities.HSYNC)) {
                out.hsync();
            }
        }
    }
}
