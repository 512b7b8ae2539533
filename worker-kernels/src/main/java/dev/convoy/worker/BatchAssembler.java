package dev.convoy.worker;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.util.stream.IntStream;

/** Fills minibatches, reusing its arrays: each batch is good until the next one is asked for. */
public final class BatchAssembler {
    private final Shape shape;
    private final int classes;
    private final float[][] tables;
    private float[] features = new float[0];
    private float[] labels = new float[0];

    public BatchAssembler(Shape shape, int classes, Normalization normalization) {
        this.shape = shape;
        this.classes = classes;
        this.tables = IntStream.range(0, shape.channels())
                .mapToObj(normalization::table)
                .toArray(float[][]::new);
    }

    /**
     * @param rows which images, in this order
     * @param seed see {@link Batch#seed()}
     */
    public Batch assemble(Images images, int[] rows, long seed) {
        reserve(rows.length);
        for (int n = 0; n < rows.length; n++) {
            copyFeatures(images, rows[n], n);
            java.util.Arrays.fill(labels, n * classes, (n + 1) * classes, 0);
            labels[n * classes + images.labels()[rows[n]]] = 1;
        }
        return new Batch(rows.length, features, labels, seed);
    }

    private void copyFeatures(Images images, int row, int n) {
        int plane = shape.height() * shape.width();
        int from = Math.toIntExact(row * shape.size());
        int to = Math.toIntExact(n * shape.size());
        for (int channel = 0; channel < shape.channels(); channel++) {
            float[] table = tables[channel];
            for (int i = 0; i < plane; i++) {
                features[to++] = table[images.pixels()[from++] & 0xff];
            }
        }
    }

    private void reserve(int size) {
        if (labels.length < size * classes) {
            features = new float[Math.toIntExact(size * shape.size())];
            labels = new float[size * classes];
        }
    }
}
