package dev.convoy.driver.spark;

import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.StateAverage;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Averages one slice of all workers, which Spark has sorted into worker order. */
record AverageSlices(Slicing slicing) implements FlatMapFunction<Iterator<Tuple2<Integer, WorkerSlice>>, WorkerSlice> {
    @Override
    public Iterator<WorkerSlice> call(Iterator<Tuple2<Integer, WorkerSlice>> sorted) {
        WorkerSlice first = sorted.next()._2();
        int slice = first.slice();
        StateAverage average = new StateAverage(slicing.statistics(slice));
        average.add(first.result());
        while (sorted.hasNext()) {
            average.add(sorted.next()._2().result());
        }
        RoundResult result = average.result();
        return List.of(new WorkerSlice(
                        slice, result.state(), result.examples(), result.lossSum(), result.computeSeconds()))
                .iterator();
    }
}
