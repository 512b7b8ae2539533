package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.worker.FeatureFile;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;

/**
 * Examples as little-endian float32, one after the other: an example's features, then its labels. {@link ShardExport} writes
 * them, and only what it says here tells how to read them.
 *
 * @param path on a file system that all executors see
 * @param features in each example
 * @param classes labels in each example
 * @param checksum CRC32C of the file
 * @param inOrder whether the file's order is that of the examples; else it is by chance, and they are taken in the order of
 *     their checksums, which is the same whatever order they came in
 */
public record FeatureShard(String path, int count, int features, int classes, long checksum, boolean inOrder)
        implements Shard {
    /** Copies the shard to a local disk of the executor's, from where minibatches are read. */
    @Override
    public FeatureFile read(Configuration hadoop) throws IOException {
        java.nio.file.Path local = Files.createTempFile(
                SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath(), "convoy-shard", "");
        try {
            long[] keys = copyTo(local, hadoop);
            return new FeatureFile(local, byKey(keys), features, classes);
        } finally {
            // What is open stays; and nothing is left, however the executor ends.
            Files.delete(local);
        }
    }

    /** Returns what orders the examples: their places, or a checksum of each, of 64 bits: as good as never alike but for equal ones. */
    private long[] copyTo(java.nio.file.Path local, Configuration hadoop) throws IOException {
        long[] keys = new long[count];
        Checksum all = new CRC32C();
        byte[] row = new byte[(features + classes) * Float.BYTES];
        Path file = new Path(path);
        try (DataInputStream in = new DataInputStream(file.getFileSystem(hadoop).open(file, 1 << 16));
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(local), 1 << 16)) {
            for (int i = 0; i < count; i++) {
                in.readFully(row);
                all.update(row);
                keys[i] = inOrder ? i : of(new CRC32C(), row) << Integer.SIZE | of(new CRC32(), row);
                out.write(row);
            }
        } catch (FileNotFoundException | EOFException e) {
            throw damaged(e);
        }
        if (all.getValue() != checksum) {
            throw damaged(null);
        }
        return keys;
    }

    private static long of(Checksum sum, byte[] row) {
        sum.update(row);
        return sum.getValue();
    }

    private static int[] byKey(long[] keys) {
        return IntStream.range(0, keys.length)
                .boxed()
                .sorted(Comparator.comparingLong(row -> keys[row]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private InvalidInputException damaged(Exception cause) {
        return new InvalidInputException(
                "a shard that was exported must be there and whole, on a cluster for all executors",
                path,
                "Export to a folder on a file system that all machines see, and leave it alone while a job trains.",
                cause);
    }
}
