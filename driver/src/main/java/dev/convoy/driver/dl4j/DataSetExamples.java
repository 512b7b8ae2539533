package dev.convoy.driver.dl4j;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.Example;
import dev.convoy.driver.spark.NativeCache;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Splits data sets into single examples. */
record DataSetExamples() implements FlatMapFunction<Iterator<DataSet>, Example> {
    @Override
    public Iterator<Example> call(Iterator<DataSet> sets) {
        NativeCache.keepApart();
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(sets, Spliterator.ORDERED), false)
                .flatMap(DataSetExamples::examples)
                .iterator();
    }

    private static Stream<Example> examples(DataSet set) {
        require(set);
        int count = set.numExamples();
        float[] features = floats(set.getFeatures());
        float[] labels = floats(set.getLabels());
        return IntStream.range(0, count)
                .mapToObj(row -> new Example(part(features, row, count), part(labels, row, count)));
    }

    /** @throws InvalidInputException if a network for images cannot be trained on this data set */
    static void require(DataSet set) {
        if (set == null) {
            throw new InvalidInputException(
                    "an RDD must hold data sets", "null", "Filter null out: rdd.filter(set -> set != null).");
        }
        if (set.hasMaskArrays()) {
            throw new InvalidInputException(
                    "a data set must have no mask arrays: recurrent networks are not supported",
                    "a data set with mask arrays",
                    "Convoy trains convolutional networks on images; remove masks that are all ones.");
        }
        requireRank("features", set.getFeatures(), 2, 4);
        requireRank("labels", set.getLabels(), 2, 2);
        if (set.getFeatures().size(0) != set.getLabels().size(0)) {
            throw new InvalidInputException(
                    "a data set must have as many labels as features",
                    set.getLabels().size(0) + " and " + set.getFeatures().size(0),
                    "Check what the RDD is made of.");
        }
    }

    private static void requireRank(String what, INDArray array, int one, int other) {
        if (array == null || (array.rank() != one && array.rank() != other)) {
            throw new InvalidInputException(
                    "the " + what + " of a data set must have " + one + (one == other ? "" : " or " + other)
                            + " dimensions",
                    array == null ? "none" : Arrays.toString(array.shape()),
                    "Convoy trains networks for images: [n, values] or [n, channels, height, width].");
        }
    }

    private static float[] floats(INDArray array) {
        // The array may be a view, or in another order.
        return array.dup('c').data().asFloat();
    }

    private static float[] part(float[] values, int row, int rows) {
        int length = values.length / rows;
        return Arrays.copyOfRange(values, row * length, (row + 1) * length);
    }
}
