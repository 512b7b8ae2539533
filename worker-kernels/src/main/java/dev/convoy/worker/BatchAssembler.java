package dev.convoy.worker;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Fills minibatches, reusing its arrays: each batch is good until the next {@link #clear}. */
public final class BatchAssembler {
    private final Shape shape;
    private final int classes;
    private final float[][] tables;
    private float[] features = new float[0];
    private float[] labels = new float[0];
    private int size;

    public BatchAssembler(Shape shape, int classes, Normalization normalization) {
        this.shape = shape;
        this.classes = classes;
        this.tables = IntStream.range(0, shape.channels())
                .mapToObj(normalization::table)
                .toArray(float[][]::new);
    }

    /** Starts a new batch. */
    public void clear() {
        size = 0;
    }

    /** Adds these rows of {@code images}, in this order. */
    public void add(Images images, int[] rows) {
        reserve(size + rows.length);
        for (int row : rows) {
            copyFeatures(images, row);
            Arrays.fill(labels, size * classes, (size + 1) * classes, 0);
            labels[size * classes + images.labels()[row]] = 1;
            size++;
        }
    }

    /**
     * What was added since {@link #clear}; may be empty.
     *
     * @param seed see {@link Batch#seed()}
     */
    public Batch batch(long seed) {
        return new Batch(size, features, labels, seed);
    }

    private void copyFeatures(Images images, int row) {
        int plane = shape.height() * shape.width();
        int from = Math.toIntExact(row * shape.size());
        int to = Math.toIntExact(size * shape.size());
        for (float[] table : tables) {
            for (int i = 0; i < plane; i++) {
                features[to++] = table[images.pixels()[from++] & 0xff];
            }
        }
    }

    private void reserve(int wanted) {
        if (labels.length < wanted * classes) {
            features = Arrays.copyOf(features, Math.toIntExact(wanted * shape.size()));
            labels = Arrays.copyOf(labels, wanted * classes);
        }
    }
}
