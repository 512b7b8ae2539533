package dev.convoy.driver.dataset.parquet;

import java.io.IOException;
import java.util.Arrays;
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
    /** More than the footer of a thousand row groups. */
    private static final int HELD_BYTES = 4 << 20;

    private final FileSystem files;
    private final Path path;
    private final CRC32C sum = new CRC32C();
    private long length;

    ShardOutput(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /** The length of the file, once it is closed. */
    long length() {
        return length;
    }

    /** CRC32C of the file in hexadecimal, once it is closed. */
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

    /** Holds the end of the file back, until its footer can be given a fixed order. */
    private final class Summed extends PositionOutputStream {
        private final FSDataOutputStream out;
        private final byte[] held = new byte[2 * HELD_BYTES];
        private int heldCount;
        private boolean closed;

        Summed(FSDataOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() {
            return length + heldCount;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (heldCount + count > held.length) {
                int kept = Math.max(0, HELD_BYTES - count);
                pass(held, 0, heldCount - kept);
                System.arraycopy(held, heldCount - kept, held, 0, kept);
                heldCount = kept;
            }
            int passed = Math.max(0, count - held.length);
            pass(bytes, offset, passed);
            System.arraycopy(bytes, offset + passed, held, heldCount, count - passed);
            heldCount += count - passed;
        }

        private void pass(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
            sum.update(bytes, offset, count);
            length += count;
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (out) {
                byte[] end = SortedFooter.of(Arrays.copyOf(held, heldCount));
                heldCount = 0;
                pass(end, 0, end.length);
                if (out.hasCapability(StreamCapabilities.HSYNC)) {
                    out.hsync();
                }
            }
        }
    }
}
