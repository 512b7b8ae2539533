package dev.convoy.driver.spark;

import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.StateAverage;
import java.io.Serializable;
import org.apache.spark.util.DoubleAccumulator;
import scala.Function1;
import scala.Tuple2;
import scala.collection.Iterator;

/** Averages one slice of all workers, which Spark has sorted into worker order. */
record AverageSlices(Slicing slicing, DoubleAccumulator averaging)
        implements Function1<Iterator<Tuple2<Integer, WorkerSlice>>, WorkerSlice>, Serializable {
    @Override
    public WorkerSlice apply(Iterator<Tuple2<Integer, WorkerSlice>> sorted) {
        long start = System.nanoTime();
        WorkerSlice first = sorted.next()._2();
        int slice = first.slice();
        StateAverage average = new StateAverage(slicing.statistics(slice));
        average.add(first.result());
        while (sorted.hasNext()) {
            average.add(sorted.next()._2().result());
        }
        RoundResult result = average.result();
        averaging.add((System.nanoTime() - start) / 1e9);
        // The engines are the same in every slice, and their number grows with W, so they go to the driver only once.
        String[] engines = slice == 0 ? result.engines().toArray(String[]::new) : new String[0];
        return new WorkerSlice(
                slice, result.state(), result.examples(), result.lossSum(), result.computeSeconds(), engines);
    }
}
