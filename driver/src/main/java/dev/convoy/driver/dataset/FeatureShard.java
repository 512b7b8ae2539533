package dev.convoy.driver.dataset;

import dev.convoy.kernel.InvalidInput;
import dev.convoy.worker.FeatureRows;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Examples as little-endian float32, one after the other: an example's features, then its labels. {@link ShardExport} writes
 * them, and only what it says here tells how to read them.
 *
 * @param path on a file system that all executors see
 * @param features in each example
 * @param classes labels in each example
 * @param checksum CRC32C of the file
 */
public record FeatureShard(String path, int count, int features, int classes, long checksum) implements Shard {
    @Override
    public FeatureRows read(Configuration hadoop) throws IOException {
        float[] allFeatures = new float[count * features];
        float[] allLabels = new float[count * classes];
        CRC32C sum = new CRC32C();
        byte[] bytes = new byte[(features + classes) * Float.BYTES];
        Path file = new Path(path);
        try (DataInputStream in = new DataInputStream(file.getFileSystem(hadoop).open(file, 1 << 16))) {
            for (int row = 0; row < count; row++) {
                in.readFully(bytes);
                sum.update(bytes);
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(allFeatures, row * features, features)
                        .get(allLabels, row * classes, classes);
            }
        } catch (FileNotFoundException | EOFException e) {
            throw damaged(e);
        }
        if (sum.getValue() != checksum) {
            throw damaged(null);
        }
        return new FeatureRows(count, allFeatures, allLabels);
    }

    private InvalidInput damaged(Exception cause) {
        return new InvalidInput(
                "a shard that was exported must be there and whole, on a cluster for all executors",
                path,
                "Export to a folder on a file system that all machines see, and leave it alone while a job trains.",
                cause);
    }
}
