package dev.convoy.worker;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Examples in a local file, read when a minibatch needs them: the operating system keeps in memory what fits, and the
 * heap holds none. An example is its features and its labels, as little-endian float32.
 *
 * <p>It uses neither a file channel nor a mapped file: a channel is closed for all tasks once Spark interrupts one that
 * reads, and mapped pages count as the process's memory where YARN limits it.
 */
public final class FeatureFile implements FloatExamples, Closeable {
    private final RandomAccessFile file;
    private final int[] order;
    private final int features;
    private final byte[] row;

    /**
     * @param path may be deleted at once; its bytes stay until this object is closed or garbage-collected
     * @param order the rows in their order: which of the file's rows is the first, and so on
     * @param features number of features of each example
     * @param classes number of labels of each example
     */
    public FeatureFile(Path path, int[] order, int features, int classes) throws IOException {
        this.file = new RandomAccessFile(path.toFile(), "r");
        this.order = order;
        this.features = features;
        this.row = new byte[(features + classes) * Float.BYTES];
    }

    @Override
    public int count() {
        return order.length;
    }

    @Override
    public synchronized void copy(int index, float[] toFeatures, int featuresAt, float[] toLabels, int labelsAt) {
        try {
            file.seek((long) order[index] * row.length);
            file.readFully(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer.wrap(row)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(toFeatures, featuresAt, features)
                .get(toLabels, labelsAt, row.length / Float.BYTES - features);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
