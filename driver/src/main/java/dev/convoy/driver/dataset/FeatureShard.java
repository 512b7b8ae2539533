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
 * A file of examples in little-endian float32, one after the other: the features of an example, then its labels. {@link
 * ShardExport} writes the file; only the fields of this record tell how to read it.
 *
 * @param path path of the file, on a file system that all executors see
 * @param features number of features in each example
 * @param classes number of labels in each example
 * @param checksum CRC32C of the file
 * @param inOrder whether the file keeps the order of the examples; otherwise its order is arbitrary, and the examples
 *     are used in the order of their checksums, which does not depend on the order of arrival
 */
public record FeatureShard(String path, int count, int features, int classes, long checksum, boolean inOrder)
        implements Shard {
    /** Copies the shard to a local disk of the executor, from which minibatches are read. */
    @Override
    public FeatureFile read(Configuration hadoop) throws IOException {
        java.nio.file.Path local = Files.createTempFile(
                SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath(), "convoy-shard", "");
        try {
            long[] keys = copyTo(local, hadoop);
            return new FeatureFile(local, byKey(keys), features, classes);
        } finally {
            // The open file stays readable, and nothing is left on disk, however the executor ends.
            Files.delete(local);
        }
    }

    /**
     * Returns the sort keys of the examples: their positions, or their 64-bit checksums, whose collisions are
     * negligible.
     */
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
                "an exported shard must exist and be undamaged, on a cluster for all executors",
                path,
                "Export to a folder on a file system that all machines see, and do not change it while a job trains.",
                cause);
    }
}
