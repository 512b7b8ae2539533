package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A file of examples in little-endian float32, one after the other: the features of an example, then its labels. {@link
 * ShardExport} writes the file; only the fields of this record tell how to read it.
 *
 * @param path path of the file, on a file system that all executors see
 * @param shape of each example's features
 * @param classes number of labels in each example
 * @param checksum CRC32C of the file
 * @param inOrder whether the file keeps the order of the examples; otherwise its order is arbitrary, and the examples
 *     are used in the order of their checksums, which does not depend on the order of arrival
 */
public record FeatureShard(String path, int count, Shape shape, int classes, long checksum, boolean inOrder)
        implements Shard {
    @Override
    public String name() {
        // A path is used once, and two files of equal content are equal.
        return String.format(Locale.ROOT, "floats-%08x-%08x-%d-%b", path.hashCode(), checksum, count, inOrder);
    }

    @Override
    public RecordFormat format() {
        return RecordFormat.floats(shape, classes);
    }

    @Override
    public long bytes() {
        return (long) count * exampleBytes();
    }

    private int exampleBytes() {
        return Math.toIntExact((shape.size() + classes) * Float.BYTES);
    }

    @Override
    public boolean isInKeyOrder() {
        return !inOrder;
    }

    @Override
    public boolean isTemporary() {
        return true;
    }

    /** Gives each example its position as its key, or its 64-bit checksum, whose collisions are negligible. */
    @Override
    public void read(Configuration hadoop, ExampleSink to) throws IOException {
        Checksum all = new CRC32C();
        byte[] row = new byte[exampleBytes()];
        Path file = new Path(path);
        try (DataInputStream in = new DataInputStream(file.getFileSystem(hadoop).open(file, 1 << 16))) {
            for (int i = 0; i < count; i++) {
                in.readFully(row);
                all.update(row);
                long key = inOrder ? i : of(new CRC32C(), row) << Integer.SIZE | of(new CRC32(), row);
                to.add(key, -1, row, row.length);
            }
        } catch (FileNotFoundException | EOFException e) {
            throw damaged(e);
        }
        if (all.getValue() != checksum) {
            throw damaged(null);
        }
    }

    private static long of(Checksum sum, byte[] row) {
        sum.update(row);
        return sum.getValue();
    }

    private InvalidInputException damaged(Exception cause) {
        return new InvalidInputException(
                "an exported shard must exist and be undamaged, on a cluster for all executors",
                path,
                "Export to a folder on a file system that all machines see, and do not change it while a job trains.",
                cause);
    }
}
