package dev.convoy.driver.dl4j;

import org.apache.spark.api.java.function.Function;
import org.nd4j.linalg.dataset.DataSet;

/** Returns the shape of a data set's features. */
record FeatureDimensions() implements Function<DataSet, long[]> {
    @Override
    public long[] call(DataSet set) {
        DataSetExamples.require(set);
        return set.getFeatures().shape();
    }
}
