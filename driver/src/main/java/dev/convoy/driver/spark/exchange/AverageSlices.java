package dev.convoy.driver.spark.exchange;

import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.StateAverage;
import java.io.Serializable;
import org.apache.commons.collections4.IteratorUtils;
import org.apache.spark.util.DoubleAccumulator;
import scala.Function1;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;

/** Averages one slice of all workers, which Spark has sorted into worker order. */
record AverageSlices(Slicing slicing, DoubleAccumulator averaging)
        implements Function1<Iterator<Tuple2<Integer, WorkerSlice>>, WorkerSlice>, Serializable {
    @Override
    public WorkerSlice apply(Iterator<Tuple2<Integer, WorkerSlice>> sorted) {
        long start = System.nanoTime();
        WorkerSlice averaged = average(
                slicing, IteratorUtils.transformedIterator(JavaConverters.asJavaIterator(sorted), tuple -> tuple._2()));
        averaging.add((System.nanoTime() - start) / 1e9);
        return averaged;
    }

    /**
     * @param sorted one slice of each worker, in worker order
     * @throws IllegalStateException if one is missing
     */
    static WorkerSlice average(Slicing slicing, java.util.Iterator<WorkerSlice> sorted) {
        WorkerSlice first = sorted.next();
        int slice = first.slice();
        StateAverage average = new StateAverage(slicing.statistics(slice));
        average.add(first.result());
        int arrived = 1;
        for (; sorted.hasNext(); arrived++) {
            average.add(sorted.next().result());
        }
        if (arrived != slicing.workers()) {
            throw new IllegalStateException(
                    "a slice of each of " + slicing.workers() + " workers must arrive. Given: " + arrived);
        }
        RoundResult result = average.result();
        // The engines are the same in every slice, and their number grows with W, so they go to the driver only once.
        String[] engines = slice == 0 ? result.engines().toArray(String[]::new) : new String[0];
        return new WorkerSlice(
                slice, result.state(), result.examples(), result.lossSum(), result.computeSeconds(), engines);
    }
}
