package dev.convoy.driver.dl4j;

import dev.convoy.base.InvalidInputException;
import org.apache.spark.api.java.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Converts a multi-data-set of one input and one output to a data set. */
record OneInOneOut() implements Function<MultiDataSet, DataSet> {
    @Override
    public DataSet call(MultiDataSet set) {
        if (set == null) {
            return null;
        }
        if (set.numFeatureArrays() != 1 || set.numLabelsArrays() != 1) {
            throw new InvalidInputException(
                    "a multi-data-set must have one array of features and one of labels",
                    set.numFeatureArrays() + " and " + set.numLabelsArrays(),
                    "Convoy trains networks with one input and one output.");
        }
        return new DataSet(
                set.getFeatures(0),
                set.getLabels(0),
                first(set.getFeaturesMaskArrays()),
                first(set.getLabelsMaskArrays()));
    }

    private static INDArray first(INDArray[] masks) {
        return masks == null ? null : masks[0];
    }
}
