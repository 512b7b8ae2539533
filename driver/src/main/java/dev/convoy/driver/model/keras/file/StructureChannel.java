package dev.convoy.driver.model.keras.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * A file with a limit on reads: HDF5's parser follows addresses, and a hostile file can lead it through the same places
 * again and again. Arrays are mapped, and not counted.
 */
final class StructureChannel extends FileChannel {
    /** NASNet's thousand layers need a twentieth of it. */
    private static final int MAX_READS = 1_000_000;

    private static final long MAX_BYTES = 1L << 30;

    private final MappedByteBuffer file;
    private int reads;
    private long bytes;

    StructureChannel(MappedByteBuffer file) {
        this.file = file;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        reads++;
        bytes += target.remaining();
        if (reads > MAX_READS || bytes > MAX_BYTES) {
            throw new IOException("the structure of the file leads through the same places again and again");
        }
        if (position < 0 || position >= file.capacity()) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), file.capacity() - position);
        target.put(file.slice((int) position, count));
        return count;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        try {
            Objects.checkFromIndexSize(position, size, file.capacity());
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(e);
        }
        return file.slice((int) position, (int) size);
    }

    @Override
    public long size() {
        return file.capacity();
    }

    @Override
    protected void implCloseChannel() {
        // Nothing to close: the file was deleted with its name.
    }

    @Override
    public int read(ByteBuffer target) {
        throw readOnly();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw readOnly();
    }

    @Override
    public int write(ByteBuffer source) {
        throw readOnly();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw readOnly();
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw readOnly();
    }

    @Override
    public long position() {
        throw readOnly();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw readOnly();
    }

    @Override
    public FileChannel truncate(long size) {
        throw readOnly();
    }

    @Override
    public void force(boolean metaData) {
        throw readOnly();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw readOnly();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw readOnly();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw readOnly();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("only reading at a position and mapping are supported");
    }
}
