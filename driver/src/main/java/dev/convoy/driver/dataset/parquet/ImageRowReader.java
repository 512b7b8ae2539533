package dev.convoy.driver.dataset.parquet;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** Reads a shard row by row, and checks the pages' checksums and the images'. */
public final class ImageRowReader implements AutoCloseable {
    private final Path path;
    private final ParquetReader<Group> reader;
    private long row;

    public ImageRowReader(FileSystem files, Path path) throws IOException {
        this.path = path;
        reader = new Builder(new ShardInput(files, files.getFileStatus(path)))
                .usePageChecksumVerification()
                .build();
    }

    /**
     * Returns the next row; empty after the last one.
     *
     * @throws InvalidInputException if the row is not as it was written
     */
    public Optional<ImageRow> next() throws IOException {
        Group group = group();
        if (group == null) {
            return Optional.empty();
        }
        ImageRow read = decoded(group);
        int written = ImageRowSchema.crc32c(group);
        if (read.crc32c() != written) {
            throw damaged("CRC32C " + hexadecimal(read.crc32c()) + " instead of " + hexadecimal(written), null);
        }
        row++;
        return Optional.of(read);
    }

    private Group group() throws IOException {
        try {
            return reader.read();
        } catch (RuntimeException e) {
            // Parquet reports damage by many classes of exceptions, and a file that is no Parquet by this one.
            throw damaged(e.getMessage(), e);
        }
    }

    private ImageRow decoded(Group group) {
        try {
            return ImageRowSchema.row(group);
        } catch (ParquetRuntimeException | ClassCastException e) {
            throw damaged("another column: " + e.getMessage(), e);
        }
    }

    private InvalidInputException damaged(String what, Exception cause) {
        return new InvalidInputException(
                "a shard must be as prepare wrote it",
                "row " + row + " of " + path + ": " + what,
                "Copy the dataset again, or remove it and run prepare again.",
                cause);
    }

    private static String hexadecimal(int sum) {
        return HexFormat.of().toHexDigits(sum);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static final class Builder extends ParquetReader.Builder<Group> {
        Builder(ShardInput input) {
            super(input);
        }

        @Override
        protected ReadSupport<Group> getReadSupport() {
            return new GroupReadSupport();
        }
    }
}
