package dev.convoy.driver.dataset.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A new file for Parquet, with the CRC32C of what was written. Parquet's own class would create local files with .crc
 * files, and pad a file by the block size of its file system.
 */
final class ShardOutput implements OutputFile {
    /** A shard is one block, so that a task that is placed near its block reads nothing over the network. */
    private static final long BLOCK_BYTES = 256L << 20;

    private static final int BUFFER_BYTES = 1 << 16;
    /** More than a footer: that of a shard of ten columns has about 1 kB a row group. */
    private static final int TAIL_BYTES = 1 << 20;

    private final FileSystem files;
    private final Path path;
    private final CRC32C sum = new CRC32C();
    private long length;

    ShardOutput(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /** The number of bytes written so far. */
    long length() {
        return length;
    }

    /** CRC32C of all bytes written so far, in hexadecimal. */
    String crc32c() {
        return HexFormat.of().toHexDigits(sum.getValue(), 8);
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        return createOrOverwrite(blockSizeHint);
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        return new Summed(files.create(
                path,
                true,
                BUFFER_BYTES,
                files.getDefaultReplication(path),
                Math.max(BLOCK_BYTES, files.getDefaultBlockSize(path))));
    }

    /** Tells Parquet not to pad the file. */
    @Override
    public boolean supportsBlockSize() {
        return false;
    }

    @Override
    public long defaultBlockSize() {
        return 0;
    }

    @Override
    public String getPath() {
        return path.toString();
    }

    /** Holds the end of the file back, which is changed at the end. */
    private final class Summed extends PositionOutputStream {
        private final FSDataOutputStream out;
        private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
        private boolean closed;

        Summed(FSDataOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return length + tail.size();
        }

        @Override
        public void write(int value) throws IOException {
            tail.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            tail.write(bytes, offset, count);
            if (tail.size() > 2 * TAIL_BYTES) {
                byte[] held = tail.toByteArray();
                put(held, held.length - TAIL_BYTES);
                tail.reset();
                tail.write(held, held.length - TAIL_BYTES, TAIL_BYTES);
            }
        }

        private void put(byte[] bytes, int count) throws IOException {
            out.write(bytes, 0, count);
            sum.update(bytes, 0, count);
            length += count;
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (out) {
                byte[] end = SortedFooter.of(tail.toByteArray());
                put(end, end.length);
                if (out.hasCapability(StreamCapabilities.HSYNC)) {
                    out.hsync();
                }
            }
        }
    }
}
