package dev.convoy.driver.prepare.source.files;

import java.io.FileNotFoundException;
import java.net.URI;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Folders of classes with names like ImageNet's, which are made when they are listed. */
final class SyntheticFileSystem extends FileSystem {
    private final int classes;
    private final int filesPerClass;

    SyntheticFileSystem(int classes, int filesPerClass) {
        this.classes = classes;
        this.filesPerClass = filesPerClass;
    }

    @Override
    public URI getUri() {
        return URI.create("synthetic:///");
    }

    @Override
    public FileStatus getFileStatus(Path path) {
        return new FileStatus(0, true, 1, 1, 0, path);
    }

    @Override
    public RemoteIterator<FileStatus> listStatusIterator(Path folder) {
        boolean root = folder.isRoot();
        int count = root ? classes : filesPerClass;
        return new RemoteIterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public FileStatus next() {
                // The last first: a file system may list in any order.
                int i = count - 1 - next++;
                return root
                        ? new FileStatus(0, true, 1, 1, 0, new Path(folder, String.format(Locale.ROOT, "n%08d", i)))
                        : new FileStatus(
                                110_000 + i,
                                false,
                                1,
                                1,
                                0,
                                new Path(folder, String.format(Locale.ROOT, "%s_%d.JPEG", folder.getName(), i)));
            }
        };
    }

    @Override
    public FileStatus[] listStatus(Path path) throws FileNotFoundException {
        throw new FileNotFoundException("a large folder is listed step by step");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferBytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferBytes,
            short replication,
            long blockBytes,
            Progressable progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferBytes, Progressable progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setWorkingDirectory(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path("/");
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
        throw new UnsupportedOperationException();
    }
}
