package dev.convoy.driver.dataset.parquet;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Writes a shard. */
public final class ImageRowWriter implements AutoCloseable {
    private final TableWriter table;

    public ImageRowWriter(FileSystem files, Path path) throws IOException {
        table = new TableWriter(files, path, ImageRowSchema.TYPE);
    }

    public void write(ImageRow row) throws IOException {
        table.write(ImageRowSchema.group(row));
    }

    public long rows() {
        return table.rows();
    }

    /** The length of the file, once it is closed. */
    public long bytes() {
        return table.bytes();
    }

    /** CRC32C of the file in hexadecimal, once it is closed. */
    public String crc32c() {
        return table.crc32c();
    }

    @Override
    public void close() throws IOException {
        table.close();
    }
}
