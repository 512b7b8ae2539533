package dev.convoy.driver.dataset.parquet;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;

/**
 * Reads a shard row by row, and checks the pages' checksums and the images'.
 *
 * @param <T> what is read of a row
 */
public final class ImageRowReader<T> implements AutoCloseable {
    private final Path path;
    private final Columns<T> columns;
    private final ParquetReader<Group> reader;
    private long row;

    private record Columns<T>(MessageType type, Function<Group, T> row, Function<T, byte[]> pixels) {}

    private ImageRowReader(FileSystem files, Path path, Columns<T> columns) throws IOException {
        this.path = path;
        this.columns = columns;
        Configuration settings = new Configuration(false);
        settings.set(ReadSupport.PARQUET_READ_SCHEMA, columns.type().toString());
        reader = new Builder(new ShardInput(files, files.getFileStatus(path)))
                .withConf(settings)
                .usePageChecksumVerification()
                .build();
    }

    /** Reads all columns. */
    public static ImageRowReader<ImageRow> of(FileSystem files, Path path) throws IOException {
        return new ImageRowReader<>(
                files, path, new Columns<>(ImageRowSchema.TYPE, ImageRowSchema::row, ImageRow::pixels));
    }

    /** Reads only the images, in a part of the time. */
    public static ImageRowReader<StoredImage> ofImages(FileSystem files, Path path) throws IOException {
        return new ImageRowReader<>(
                files, path, new Columns<>(ImageRowSchema.IMAGES, ImageRowSchema::image, StoredImage::pixels));
    }

    /**
     * Returns the next row; empty after the last one.
     *
     * @throws InvalidInputException if the row is not as it was written
     */
    public Optional<T> next() throws IOException {
        Group group = group();
        if (group == null) {
            return Optional.empty();
        }
        T read = decoded(group);
        int found = ImageRow.crc32c(columns.pixels().apply(read));
        int written = ImageRowSchema.crc32c(group);
        if (found != written) {
            throw damaged("CRC32C " + hexadecimal(found) + " instead of " + hexadecimal(written), null);
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

    private T decoded(Group group) {
        try {
            return columns.row().apply(group);
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
