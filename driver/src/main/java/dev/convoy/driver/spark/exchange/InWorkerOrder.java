package dev.convoy.driver.spark.exchange;

import java.util.Iterator;
import org.apache.commons.collections4.IteratorUtils;
import org.apache.spark.api.java.function.FlatMapFunction2;
import scala.Tuple2;

/**
 * Puts the results of one slice together that two kinds of executors computed. Each is sorted by worker, and all workers
 * of the first kind come before those of the second.
 */
record InWorkerOrder()
        implements FlatMapFunction2<
                Iterator<Tuple2<Integer, WorkerSlice>>,
                Iterator<Tuple2<Integer, WorkerSlice>>,
                Tuple2<Integer, WorkerSlice>> {
    @Override
    public Iterator<Tuple2<Integer, WorkerSlice>> call(
            Iterator<Tuple2<Integer, WorkerSlice>> first, Iterator<Tuple2<Integer, WorkerSlice>> second) {
        return IteratorUtils.chainedIterator(first, second);
    }
}
