package dev.convoy.feed;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * Writes a shard as a flat file: the bytes of all examples, then a table with an entry for each, then the end, which says
 * where the table is. {@link ShardFile} reads it. Numbers are big-endian.
 */
public final class ShardFileWriter implements ExampleSink, Closeable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final DataOutputStream out;
    private final RecordFormat format;
    private ByteBuffer table = ByteBuffer.allocate(1 << 12);
    private long position;

    public ShardFileWriter(Path file, RecordFormat format) throws IOException {
        this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
        this.format = format;
    }

    @Override
    public void add(long key, int label, byte[] bytes, int length) throws IOException {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        if (table.remaining() < ShardFile.ENTRY_BYTES) {
            table = ByteBuffer.allocate(Math.multiplyExact(2, table.capacity())).put(table.flip());
        }
        table.putLong(position).putInt(length).putInt(label).putLong(key).putInt((int) checksum.getValue());
        out.write(bytes, 0, length);
        position += length;
    }

    /** @param byKey whether the examples' order is that of their keys; otherwise it is the one in which they came */
    public void finish(boolean byKey) throws IOException {
        byte[] entries = new byte[table.position()];
        (byKey ? sorted() : table.flip()).get(entries);
        ByteBuffer end = ByteBuffer.allocate(ShardFile.DESCRIPTION_BYTES)
                .putLong(position)
                .putInt(entries.length / ShardFile.ENTRY_BYTES)
                .putInt(format.kind().code())
                .putInt(format.shape().channels())
                .putInt(format.shape().height())
                .putInt(format.shape().width())
                .putInt(format.labels());
        CRC32C checksum = new CRC32C();
        checksum.update(entries);
        checksum.update(end.flip());
        out.write(entries);
        out.write(end.array());
        out.writeInt((int) checksum.getValue());
        out.writeLong(ShardFile.MAGIC);
        out.flush();
    }

    private ByteBuffer sorted() {
        ByteBuffer entries = table.flip();
        ByteBuffer sorted = ByteBuffer.allocate(entries.limit());
        IntStream.range(0, entries.limit() / ShardFile.ENTRY_BYTES)
                .boxed()
                .sorted(Comparator.comparingLong(
                        entry -> entries.getLong(entry * ShardFile.ENTRY_BYTES + ShardFile.KEY_AT)))
                .forEach(entry -> sorted.put(entries.slice(entry * ShardFile.ENTRY_BYTES, ShardFile.ENTRY_BYTES)));
        return sorted.flip();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
