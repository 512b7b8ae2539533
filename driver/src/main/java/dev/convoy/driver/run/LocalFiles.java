package dev.convoy.driver.run;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system for run folders, with properties that Hadoop's own class lacks: a file that must not exist yet
 * is created atomically, a rename never falls back to a copy, permissions follow the process's umask, and a failed
 * write is an {@link IOException} with the operating system's reason, not an {@link Error}.
 */
public final class LocalFiles extends RawLocalFileSystem {
    /** Opens the local file system. */
    static LocalFiles open(Configuration hadoop) throws IOException {
        LocalFiles files = new LocalFiles();
        files.initialize(URI.create("file:///"), hadoop);
        return files;
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int buffer, short replication, long block, Progressable progress)
            throws IOException {
        return create(file, null, overwrite, buffer, replication, block, progress);
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission ignored,
            boolean overwrite,
            int buffer,
            short replication,
            long block,
            Progressable progress)
            throws IOException {
        mkdirs(file.getParent());
        if (!overwrite) {
            try {
                Files.createFile(local(file));
            } catch (java.nio.file.FileAlreadyExistsException e) {
                throw new FileAlreadyExistsException(file.toString());
            }
        }
        return new FSDataOutputStream(new LocalOutput(new FileOutputStream(pathToFile(file)), buffer), statistics);
    }

    @Override
    public boolean mkdirs(Path folder) throws IOException {
        Files.createDirectories(local(folder));
        return true;
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private java.nio.file.Path local(Path path) {
        return pathToFile(path).toPath();
    }

    /** A buffered file that can be synced to disk. */
    private static final class LocalOutput extends BufferedOutputStream implements Syncable, StreamCapabilities {
        private final FileOutputStream file;

        LocalOutput(FileOutputStream file, int buffer) {
            super(file, buffer);
            this.file = file;
        }

        @Override
        public void hflush() throws IOException {
            flush();
        }

        @Override
        public void hsync() throws IOException {
            flush();
            file.getFD().sync();
        }

        @Override
        public boolean hasCapability(String capability) {
            return capability.equalsIgnoreCase(StreamCapabilities.HSYNC);
        }
    }
}
