package dev.convoy.worker;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Fills minibatches and reuses its arrays: each batch is valid until the next {@link #clear}. */
public final class BatchAssembler {
    private final Shape shape;
    private final int classes;
    private final float[][] tables;
    private final float labelOfClass;
    private final float labelOfOthers;
    private float[] features = new float[0];
    private float[] labels = new float[0];
    private int size;

    /** Creates an assembler with one-hot labels. */
    public BatchAssembler(Shape shape, int classes, Normalization normalization) {
        this(shape, classes, normalization, 0);
    }

    /**
     * @param labelSmoothing x, from 0 (one-hot) to less than 1: one-hot labels y become
     *     {@code (1 − x) · y + x / classes}, which also sum to 1
     */
    public BatchAssembler(Shape shape, int classes, Normalization normalization, double labelSmoothing) {
        this.shape = shape;
        this.classes = classes;
        this.labelOfOthers = (float) (labelSmoothing / classes);
        this.labelOfClass = (float) (1 - labelSmoothing + labelSmoothing / classes);
        this.tables = IntStream.range(0, shape.channels())
                .mapToObj(normalization::table)
                .toArray(float[][]::new);
    }

    /** @throws InvalidInputException if an array cannot hold a batch of so many examples */
    public static void requireRoom(int examples, Shape shape, int classes) {
        long values = Math.max(shape.size(), classes);
        if (values > Integer.MAX_VALUE / examples) {
            throw new InvalidInputException(
                    "a batch must have less than 2³¹ features, and less than 2³¹ labels",
                    examples + " examples of " + shape + " and " + classes + " classes",
                    "Use a smaller batch size or smaller images.");
        }
    }

    /** Starts a new batch. */
    public void clear() {
        size = 0;
    }

    /** Adds these rows of {@code examples}, in this order. */
    public void add(Examples examples, int[] rows) {
        reserve(size + rows.length);
        for (int row : rows) {
            if (examples instanceof Images images) {
                normalize(images, row);
            } else if (examples instanceof FloatExamples floats) {
                copy(floats, row);
            }
            size++;
        }
    }

    /**
     * Returns the examples added since {@link #clear}; there may be none.
     *
     * @param seed see {@link Batch#seed()}
     */
    public Batch batch(long seed) {
        return new Batch(size, features, labels, seed);
    }

    private void copy(FloatExamples from, int row) {
        from.copy(row, features, Math.toIntExact(size * shape.size()), labels, size * classes);
        for (int i = size * classes; i < (size + 1) * classes; i++) {
            labels[i] = labelOfOthers + labels[i] * (labelOfClass - labelOfOthers);
        }
    }

    private void normalize(Images images, int row) {
        Arrays.fill(labels, size * classes, (size + 1) * classes, labelOfOthers);
        labels[size * classes + images.labels()[row]] = labelOfClass;
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
