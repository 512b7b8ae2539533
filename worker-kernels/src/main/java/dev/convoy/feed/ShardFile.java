package dev.convoy.feed;

import dev.convoy.kernel.graph.Shape;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A shard in a local file, whose examples are read at their positions: the operating system keeps in memory what fits,
 * and the heap holds only the table, or after {@link #load} all that fits. Safe for any number of threads.
 *
 * <p>It uses neither a file channel nor a mapped file: a channel is closed for all tasks once Spark interrupts one that
 * reads, and mapped pages count as the process's memory where YARN limits it.
 */
public final class ShardFile implements Closeable {
    static final long MAGIC = 0x436f6e766f790001L;
    static final int ENTRY_BYTES = 2 * Long.BYTES + 3 * Integer.BYTES;
    /** Of the end, what the checksum covers. */
    static final int DESCRIPTION_BYTES = Long.BYTES + 6 * Integer.BYTES;

    static final int KEY_AT = Long.BYTES + 2 * Integer.BYTES;

    private static final int LENGTH_AT = Long.BYTES;
    private static final int LABEL_AT = LENGTH_AT + Integer.BYTES;
    private static final int CHECKSUM_AT = KEY_AT + Long.BYTES;
    private static final int END_BYTES = DESCRIPTION_BYTES + Integer.BYTES + Long.BYTES;

    private final Path path;
    private final RandomAccessFile file;
    private final RecordFormat format;
    private final ByteBuffer table;
    private final long exampleBytes;
    private volatile SoftReference<byte[]> loaded = new SoftReference<>(null);
    private boolean closed;

    /** @throws DamagedShardException if the file is not as it was written, as far as its end tells */
    public ShardFile(Path path) throws IOException {
        this.path = path;
        this.file = new RandomAccessFile(path.toFile(), "r");
        try {
            ByteBuffer end = end();
            long tableAt = end.getLong();
            int count = end.getInt();
            int kind = end.getInt();
            Shape shape = new Shape(end.getInt(), end.getInt(), end.getInt());
            int labels = end.getInt();
            int checksum = end.getInt();
            long tableBytes = (long) count * ENTRY_BYTES;
            if (end.getLong() != MAGIC || count < 0 || tableAt + tableBytes + END_BYTES != file.length()) {
                throw new DamagedShardException(path, "its end is not that of a shard");
            }
            this.exampleBytes = tableAt;
            this.table = read(tableAt, Math.toIntExact(tableBytes));
            requireChecksum(checksum, "its table", table.duplicate(), end.slice(0, DESCRIPTION_BYTES));
            this.format = new RecordFormat(kind(kind), shape, labels);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private ByteBuffer end() throws IOException {
        if (file.length() < END_BYTES) {
            throw new DamagedShardException(path, "it is too short for a shard");
        }
        return read(file.length() - END_BYTES, END_BYTES);
    }

    private ByteBuffer read(long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(at);
        file.readFully(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private RecordFormat.Kind kind(int code) throws DamagedShardException {
        for (RecordFormat.Kind kind : RecordFormat.Kind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw new DamagedShardException(path, "it is of an unknown kind");
    }

    public RecordFormat format() {
        return format;
    }

    /** Number of examples. */
    public int count() {
        return table.limit() / ENTRY_BYTES;
    }

    /** Number of bytes of all examples. */
    public long exampleBytes() {
        return exampleBytes;
    }

    /** Number of bytes of an example. */
    public int length(int row) {
        return table.getInt(row * ENTRY_BYTES + LENGTH_AT);
    }

    /** The class of an example, or −1 if its labels are among its bytes. */
    public int label(int row) {
        return table.getInt(row * ENTRY_BYTES + LABEL_AT);
    }

    /** See {@link ExampleSink#add}. */
    public long key(int row) {
        return table.getLong(row * ENTRY_BYTES + KEY_AT);
    }

    /**
     * Reads all examples into the heap, from which {@link #read} then takes them as long as there is room: a call of the
     * operating system takes longer than copying a small example.
     */
    public void load() throws IOException {
        byte[] examples = new byte[Math.toIntExact(exampleBytes)];
        if (readFile(0, examples, examples.length)) {
            loaded = new SoftReference<>(examples);
        }
    }

    /**
     * Reads the bytes of an example.
     *
     * @param into receives {@link #length} bytes
     * @return whether they were read; not if the file was closed
     * @throws DamagedShardException if they are not as they were written
     */
    public boolean read(int row, byte[] into) throws IOException {
        int length = length(row);
        long at = table.getLong(row * ENTRY_BYTES);
        byte[] examples = loaded.get();
        if (examples != null) {
            System.arraycopy(examples, (int) at, into, 0, length);
        } else if (!readFile(at, into, length)) {
            return false;
        }
        requireChecksum(
                table.getInt(row * ENTRY_BYTES + CHECKSUM_AT), "example " + row, ByteBuffer.wrap(into, 0, length));
        return true;
    }

    private synchronized boolean readFile(long at, byte[] into, int length) throws IOException {
        if (closed) {
            return false;
        }
        file.seek(at);
        try {
            file.readFully(into, 0, length);
        } catch (EOFException e) {
            throw new DamagedShardException(path, "it has become shorter");
        }
        return true;
    }

    private void requireChecksum(int wanted, String what, ByteBuffer... parts) throws DamagedShardException {
        CRC32C actual = new CRC32C();
        for (ByteBuffer part : parts) {
            actual.update(part);
        }
        if ((int) actual.getValue() != wanted) {
            throw new DamagedShardException(path, what + " has another checksum");
        }
    }

    /** Closes the file, after a read that goes on. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        loaded.clear();
        file.close();
    }
}
