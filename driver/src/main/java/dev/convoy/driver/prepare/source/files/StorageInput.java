package dev.convoy.driver.prepare.source.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/**
 * A file whose failures of storage are {@link StorageException}s. All other exceptions of a format's reader then mean
 * that the file is damaged.
 */
public final class StorageInput extends InputStream implements Seekable, PositionedReadable {
    private final FSDataInputStream in;
    private StorageException failure;

    private StorageInput(FSDataInputStream in) {
        this.in = in;
    }

    @FunctionalInterface
    private interface Call<T> {
        T call() throws IOException;
    }

    /** Opens a file. */
    public static FSDataInputStream open(FileSystem files, Path path) throws IOException {
        return new FSDataInputStream(new StorageInput(files.open(path)));
    }

    @Override
    public int read() throws IOException {
        return watched(in::read);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        return watched(() -> in.read(to, offset, length));
    }

    @Override
    public int read(long position, byte[] to, int offset, int length) throws IOException {
        return watched(() -> in.read(position, to, offset, length));
    }

    @Override
    public void readFully(long position, byte[] to, int offset, int length) throws IOException {
        watched(() -> {
            in.readFully(position, to, offset, length);
            return null;
        });
    }

    @Override
    public void readFully(long position, byte[] to) throws IOException {
        readFully(position, to, 0, to.length);
    }

    @Override
    public long skip(long bytes) throws IOException {
        return watched(() -> in.skip(bytes));
    }

    @Override
    public void seek(long position) throws IOException {
        watched(() -> {
            in.seek(position);
            return null;
        });
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
        return watched(() -> in.seekToNewSource(position));
    }

    @Override
    public long getPos() throws IOException {
        return watched(in::getPos);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Once failed, always failed: some readers take a failure for the end of the file. */
    private <T> T watched(Call<T> call) throws IOException {
        if (failure != null) {
            throw failure;
        }
        try {
            return call.call();
        } catch (EOFException e) {
            // The file is shorter than it says.
            throw e;
        } catch (IOException e) {
            failure = new StorageException(e);
            throw failure;
        }
    }
}
