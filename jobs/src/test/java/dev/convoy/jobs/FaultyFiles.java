package dev.convoy.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system that fails from its k-th change on; each piece of a file that reaches the disk is a change. */
final class FaultyFiles extends FilterFileSystem {
    private static final int PIECE_BYTES = 4096;

    private final Fault fault;
    private int changesLeft;

    enum Fault {
        /** After the fault, nothing works any more, as for a process that is killed. */
        DEATH,
        /** After the fault, nothing new can be written; the rest works. */
        FULL_DISK,
        /** One change fails. */
        ONCE
    }

    /** @param changes that succeed */
    FaultyFiles(FileSystem files, Fault fault, int changes) {
        super(files);
        this.fault = fault;
        this.changesLeft = changes;
    }

    /** Whether the fault has occurred. */
    synchronized boolean hasFailed() {
        return changesLeft < 0;
    }

    private synchronized void change(boolean writes) throws IOException {
        boolean counts = fault != Fault.FULL_DISK || writes;
        if (!counts) {
            return;
        }
        changesLeft--;
        if (changesLeft == -1 || (changesLeft < -1 && fault != Fault.ONCE)) {
            throw new IOException(
                    fault == Fault.FULL_DISK ? "No space left on device" : "the file system has failed on purpose");
        }
    }

    private synchronized void read() throws IOException {
        if (fault == Fault.DEATH && hasFailed()) {
            throw new IOException("the file system has failed on purpose");
        }
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        change(true);
        return new FSDataOutputStream(
                new Pieces(super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress)),
                null);
    }

    @Override
    public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) throws IOException {
        change(true);
        return new FSDataOutputStream(new Pieces(super.append(file, bufferSize, progress)), null);
    }

    @Override
    public boolean mkdirs(Path folder) throws IOException {
        if (!super.exists(folder)) {
            change(true);
        }
        return super.mkdirs(folder);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        change(false);
        return super.rename(from, to);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        change(false);
        return super.delete(path, recursive);
    }

    @Override
    public void setTimes(Path file, long modified, long accessed) throws IOException {
        read();
        super.setTimes(file, modified, accessed);
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        read();
        return super.open(file, bufferSize);
    }

    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        read();
        return super.getFileStatus(file);
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        read();
        return super.listStatus(folder);
    }

    /** Writes in pieces that succeed or fail one by one. */
    private final class Pieces extends OutputStream implements Syncable, StreamCapabilities {
        private final FSDataOutputStream out;
        private final ByteArrayOutputStream piece = new ByteArrayOutputStream();

        Pieces(FSDataOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int value) throws IOException {
            piece.write(value);
            if (piece.size() >= PIECE_BYTES) {
                hflush();
            }
        }

        @Override
        public void hflush() throws IOException {
            if (piece.size() == 0) {
                return;
            }
            change(true);
            piece.writeTo(out);
            piece.reset();
            out.hflush();
        }

        @Override
        public void hsync() throws IOException {
            hflush();
        }

        @Override
        public boolean hasCapability(String capability) {
            return out.hasCapability(capability);
        }

        @Override
        public void close() throws IOException {
            try {
                hflush();
            } finally {
                out.close();
            }
        }
    }
}
