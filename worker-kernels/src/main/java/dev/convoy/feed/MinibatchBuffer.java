package dev.convoy.feed;

import dev.convoy.augment.mix.Examples;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Features;
import dev.convoy.kernel.FloatFeatures;
import dev.convoy.kernel.PixelFeatures;
import dev.convoy.kernel.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Room for one minibatch, reused: each batch is valid until the next {@link #reserve}. Its places may be filled in any
 * order, and different places by different threads. All examples of a minibatch are pixels, or all are floats.
 */
public final class MinibatchBuffer {
    private final Shape shape;
    private final int classes;
    private final float[][] tables;
    private final float labelOfClass;
    private final float labelOfOthers;
    private byte[] pixels = new byte[0];
    private float[] features = new float[0];
    private float[] labels = new float[0];
    private boolean arePixels;

    /** Creates a buffer for one-hot labels. */
    public MinibatchBuffer(Shape shape, int classes, Normalization normalization) {
        this(shape, classes, normalization, 0);
    }

    /**
     * @param normalization how pixels become features
     * @param labelSmoothing x, from 0 (one-hot) to less than 1: one-hot labels y become
     *     {@code (1 − x) · y + x / classes}, which also sum to 1
     */
    public MinibatchBuffer(Shape shape, int classes, Normalization normalization, double labelSmoothing) {
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

    /**
     * Starts a new minibatch.
     *
     * @param ofPixels whether its examples are pixels
     */
    public void reserve(int examples, boolean ofPixels) {
        arePixels = ofPixels;
        int wanted = Math.toIntExact(examples * shape.size());
        if (ofPixels && pixels.length < wanted) {
            pixels = new byte[wanted];
        }
        if (!ofPixels && features.length < wanted) {
            features = new float[wanted];
        }
        if (labels.length < examples * classes) {
            labels = new float[examples * classes];
        }
    }

    /** The array of pixels, into which examples may be written from {@link #at} on. */
    public byte[] pixels() {
        return pixels;
    }

    /** Index of the first feature or pixel of a place. */
    public int at(int place) {
        return Math.toIntExact(place * shape.size());
    }

    /** Sets the label of an example of pixels. */
    public void label(int place, int label) {
        Arrays.fill(labels, place * classes, (place + 1) * classes, labelOfOthers);
        labels[place * classes + label] = labelOfClass;
    }

    /** @param image height × width × channels, from {@code from} on */
    public void pixels(int place, byte[] image, int from, int label) {
        System.arraycopy(image, from, pixels, at(place), Math.toIntExact(shape.size()));
        label(place, label);
    }

    /** @param example features, channels × height × width, then a label for each class; little-endian float32 */
    public void floats(int place, byte[] example) {
        ByteBuffer.wrap(example)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(features, at(place), Math.toIntExact(shape.size()))
                .get(labels, place * classes, classes);
        smooth(place);
    }

    public void floats(int place, float[] exampleFeatures, float[] exampleLabels) {
        System.arraycopy(exampleFeatures, 0, features, at(place), exampleFeatures.length);
        System.arraycopy(exampleLabels, 0, labels, place * classes, classes);
        smooth(place);
    }

    private void smooth(int place) {
        for (int i = place * classes; i < (place + 1) * classes; i++) {
            labels[i] = labelOfOthers + labels[i] * (labelOfClass - labelOfOthers);
        }
    }

    /** Returns the examples of the first {@code count} places, which must be pixels. */
    Examples examples(int count) {
        return new Examples(shape, count, pixels, classes, labels);
    }

    /**
     * Returns the minibatch of the first {@code examples} places.
     *
     * @param seed see {@link Batch#seed()}
     */
    public Batch batch(int examples, long seed) {
        Features values = arePixels
                ? new PixelFeatures(pixels, tables, shape.height() * shape.width())
                : new FloatFeatures(features);
        return new Batch(examples, values, labels, seed);
    }
}
