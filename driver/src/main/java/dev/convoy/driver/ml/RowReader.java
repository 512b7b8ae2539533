package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/**
 * Converts rows to examples.
 *
 * @param shape shape of all examples
 * @param classes number of classes
 * @param normalization of images, and of vectors too
 */
record RowReader(FeatureColumn column, Shape shape, int classes, Normalization normalization) implements Serializable {
    /** Returns a buffer for minibatches of these rows. */
    MinibatchBuffer buffer() {
        return new MinibatchBuffer(shape, classes, normalization);
    }

    /** Starts a new minibatch of rows. */
    void reserve(int examples, MinibatchBuffer in) {
        in.reserve(examples, column != FeatureColumn.VECTOR);
    }

    /**
     * Puts one row into a minibatch.
     *
     * @param index index of the features
     * @param label class of the example
     * @return the features, if they are a vector
     */
    Optional<float[]> put(Row row, int index, int label, int place, MinibatchBuffer into) {
        if (label >= classes) {
            throw new InvalidInputException("labels must be below " + classes, label, "Check the labels.");
        }
        if (column != FeatureColumn.VECTOR) {
            Pixels image = pixels(column, row, index);
            if (!image.shape().equals(shape)) {
                throw otherSize(shape, image.shape());
            }
            into.pixels(place, image.values(), 0, label);
            return Optional.empty();
        }
        Vector vector = vector(row, index);
        if (vector.size() != shape.size()) {
            throw otherSize(shape, new Shape(vector.size(), 1, 1));
        }
        float[] features = features(vector.toArray());
        float[] labels = new float[classes];
        labels[label] = 1;
        into.floats(place, features, labels);
        return Optional.of(features);
    }

    /** Channel by channel, as a vector holds them. */
    private float[] features(double[] values) {
        float[] features = new float[values.length];
        int channelSize = shape.height() * shape.width();
        for (int i = 0; i < features.length; i++) {
            int channel = i / channelSize;
            features[i] = (float)
                    ((values[i] - normalization.mean()[channel]) / normalization.deviation()[channel]);
        }
        return features;
    }

    static Vector vector(Row row, int index) {
        return (Vector) present(row, index);
    }

    static Pixels pixels(FeatureColumn column, Row row, int index) {
        Object value = present(row, index);
        return column == FeatureColumn.IMAGE ? Pixels.of((Row) value) : ImageFiles.decode((byte[]) value);
    }

    /** Reads the class from a column of doubles. */
    static int label(Row row, int index) {
        if (row.isNullAt(index)) {
            throw new InvalidInputException("labels must be classes: 0, 1, …", "null", "Filter such rows out.");
        }
        double label = row.getDouble(index);
        if (!(label >= 0 && label < Integer.MAX_VALUE && label == Math.rint(label))) {
            throw new InvalidInputException(
                    "labels must be classes: 0, 1, …", label, "StringIndexer makes such labels.");
        }
        return (int) label;
    }

    static InvalidInputException otherSize(Shape one, Shape other) {
        return new InvalidInputException(
                "all rows must have features of one size", one + " and " + other, "Resize or filter them first.");
    }

    private static Object present(Row row, int index) {
        if (row.isNullAt(index)) {
            throw new InvalidInputException("features must be there in every row", "null", "Filter such rows out.");
        }
        return row.get(index);
    }
}
