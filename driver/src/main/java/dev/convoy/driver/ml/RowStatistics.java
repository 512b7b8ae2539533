package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.ChannelSums;
import dev.convoy.driver.dataset.PixelSums;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * The statistics of all rows, which the choice of a network depends on. A class and not a record, and without records
 * in it, because Kryo cannot create records.
 */
final class RowStatistics implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int channels;
    private final int height;
    private final int width;
    private final PixelSums pixels;
    private int classes;
    private long rows;

    private RowStatistics(Shape shape) {
        this.channels = shape.channels();
        this.height = shape.height();
        this.width = shape.width();
        this.pixels = new PixelSums(channels);
    }

    /**
     * Computes the statistics of all rows.
     *
     * @param rows features and label
     * @throws InvalidInputException if there are no rows; on executors, if a row is invalid
     */
    static RowStatistics of(JavaRDD<Row> rows, FeatureColumn column) {
        rows.context().setJobDescription("read row statistics");
        List<RowStatistics> parts = rows.mapPartitions(new OfPartition(column)).collect();
        if (parts.isEmpty()) {
            throw new InvalidInputException("there must be rows to fit to", "none", "Check the DataFrame.");
        }
        RowStatistics all = parts.get(0);
        parts.subList(1, parts.size()).forEach(all::merge);
        return all;
    }

    /** The shape of every example; a vector of n values is n channels of one value. */
    Shape shape() {
        return new Shape(channels, height, width);
    }

    /** The largest label plus 1. */
    int classes() {
        return classes;
    }

    /** Number of rows. */
    long rows() {
        return rows;
    }

    /** Returns the normalization by the pixels of all images. */
    Normalization normalization() {
        return pixels.normalization();
    }

    private void add(Shape shape, int label, long count) {
        if (!shape.equals(shape())) {
            throw RowReader.otherSize(shape(), shape);
        }
        classes = Math.max(classes, label + 1);
        rows += count;
    }

    private void merge(RowStatistics other) {
        add(other.shape(), other.classes - 1, other.rows);
        pixels.merge(other.pixels);
    }

    private record OfPartition(FeatureColumn column) implements FlatMapFunction<Iterator<Row>, RowStatistics> {
        @Override
        public Iterator<RowStatistics> call(Iterator<Row> rows) {
            RowStatistics statistics = null;
            while (rows.hasNext()) {
                Row row = rows.next();
                int label = RowReader.label(row, 1);
                Pixels image = column == FeatureColumn.VECTOR ? null : RowReader.pixels(column, row, 0);
                Shape shape = image == null ? new Shape(RowReader.vector(row, 0).size(), 1, 1) : image.shape();
                statistics = statistics == null ? new RowStatistics(shape) : statistics;
                statistics.add(shape, label, 1);
                if (image != null) {
                    byte[] values = image.values();
                    statistics.pixels.add(ChannelSums.of(values, values.length, shape.channels()));
                }
            }
            return statistics == null
                    ? Collections.emptyIterator()
                    : List.of(statistics).iterator();
        }
    }
}
