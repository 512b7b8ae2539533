package dev.convoy.worker;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Examples in a local file, read when a minibatch wants them: the system keeps in memory what fits there, and the heap
 * holds none. An example is its features and its labels, as little-endian float32.
 *
 * <p>Not a file channel, nor mapped: a channel is closed for all once Spark interrupts one task that reads, and mapped
 * pages count as the process's own where YARN limits its memory.
 */
public final class FeatureFile implements FloatExamples, Closeable {
    private final RandomAccessFile file;
    private final int[] order;
    private final int features;
    private final byte[] row;

    /**
     * @param path may be deleted at once; its bytes stay until this is closed or garbage
     * @param order of the rows: which of the file's is the first, and so on
     * @param features of each example
     * @param classes labels of each example
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
