package dev.convoy.driver.spark;

import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.StateAverage;
import dev.convoy.worker.WorkerResult;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Averages one slice of all workers, which Spark has sorted into worker order. */
final class AverageSlices implements FlatMapFunction<Iterator<Tuple2<Integer, WorkerSlice>>, WorkerSlice> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<WorkerSlice> call(Iterator<Tuple2<Integer, WorkerSlice>> sorted) {
        StateAverage average = new StateAverage();
        int slice = 0;
        while (sorted.hasNext()) {
            WorkerSlice one = sorted.next()._2();
            average.add(new WorkerResult(one.state(), one.examples(), one.lossSum(), one.computeSeconds()));
            slice = one.slice();
        }
        RoundResult result = average.result();
        return List.of(new WorkerSlice(
                        slice, result.state(), result.examples(), result.lossSum(), result.computeSeconds()))
                .iterator();
    }
}
