package dev.convoy.driver.spark.exchange;

import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** Computes one logical worker's part of a round, and cuts the result into slices for the shuffle. */
record TrainAndCut(WorkerTask task, Slicing slicing) implements PairFlatMapFunction<Integer, Integer, SliceRange> {
    @Override
    public Iterator<Tuple2<Integer, SliceRange>> call(Integer worker) {
        return slicing.cut(worker, task.train(worker));
    }
}
