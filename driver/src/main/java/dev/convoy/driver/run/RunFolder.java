package dev.convoy.driver.run;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** The folder with a run's files, on any Hadoop file system. Files appear in it only when they are complete. */
public record RunFolder(FileSystem files, Path path) {
    /** The file with the model's configuration as it is trained, in Deeplearning4j's JSON. */
    public static final String MODEL = "model.json";

    /** Writes a file's content. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Returns the folder of a location; creates nothing. */
    public static RunFolder at(String location, Configuration hadoop) throws IOException {
        return at("run.dir", location, hadoop);
    }

    /** @param key key that has the location as its value, for messages */
    public static RunFolder at(String key, String location, Configuration hadoop) throws IOException {
        UserPath named = UserPath.of(key, location, hadoop);
        // Hadoop's local file system has other properties besides .crc files that a run folder cannot use.
        FileSystem suited = named.files() instanceof RawLocalFileSystem ? LocalFiles.open(hadoop) : named.files();
        return new RunFolder(suited, named.path());
    }

    /**
     * Creates the folder if it does not exist.
     *
     * @throws InvalidInputException if the folder cannot be created or written to until somebody changes a setting
     * @throws IOException if that may succeed later, as when the disk is full
     */
    public void create() throws IOException {
        Path probe = new Path(path, ".writable");
        try {
            files.mkdirs(path);
            files.create(probe, true).close();
            files.delete(probe, false);
        } catch (IOException e) {
            if (!StorageFailure.isLasting(e)) {
                throw e;
            }
            throw new InvalidInputException(
                    "run.dir must be a folder that can be written to",
                    path,
                    StorageFailure.of(e).orElseThrow().remedy(),
                    e);
        }
    }

    /** Reads a file's content, if the file exists. */
    public Optional<byte[]> read(String name) throws IOException {
        Optional<byte[]> content = read(new Path(path, name));
        // On a file system that does not rename over a file, a process that was killed between the two renames left the
        // old file.
        return content.isPresent() ? content : read(old(new Path(path, name)));
    }

    private Optional<byte[]> read(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes a file to a temporary name, syncs it and renames it over an existing file of that name. If that fails, the
     * old file stays and the temporary one is removed.
     */
    public void replace(String name, Content content) throws IOException {
        Path temporary = new Path(path, "." + name + ".tmp");
        try {
            write(temporary, content);
            renameOver(temporary, new Path(path, name));
        } catch (Throwable e) {
            try {
                files.delete(temporary, false);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** Renames a file over an existing file; atomically on local disks and on HDFS. */
    public void renameOver(Path from, Path to) throws IOException {
        if (files instanceof DistributedFileSystem hdfs) {
            hdfs.rename(from, to, Options.Rename.OVERWRITE);
            return;
        }
        if (!renamed(from, to)) {
            putInPlace(from, to);
        }
    }

    /**
     * Renames a file or folder to a name that another may have, on any file system. The other stays, hidden, until this
     * one is in its place; if a process is killed in between, {@code .NAME.old} is what it was.
     */
    public void putInPlace(Path from, Path to) throws IOException {
        Path old = old(to);
        boolean isKept = files.exists(to);
        if (isKept) {
            // A process that was killed here may have left an older one.
            files.delete(old, true);
            isKept = renamed(to, old);
        }
        try {
            if (!renamed(from, to) || isInside(from, to)) {
                throw new IOException("cannot rename " + from + " to " + to
                        + ". If another driver writes to the same run.dir, end one of them.");
            }
        } catch (IOException | RuntimeException e) {
            if (isKept && !files.exists(to)) {
                renamed(old, to);
            }
            throw e;
        }
        files.delete(old, true);
    }

    /** If the new name is that of a folder, HDFS moves into it and reports success: then it is removed there. */
    private boolean isInside(Path from, Path to) throws IOException {
        return files.getFileStatus(to).isDirectory() && files.delete(new Path(to, from.getName()), true);
    }

    /** Object stores report a file that is in the way as an exception. */
    private boolean renamed(Path from, Path to) throws IOException {
        try {
            return files.rename(from, to);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static Path old(Path file) {
        return new Path(file.getParent(), "." + file.getName() + ".old");
    }

    /** Replaces a file by one with these bytes. */
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
