package dev.convoy.driver.spark;

import dev.convoy.driver.average.WeightedAverage;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Averages one slice of all workers, which Spark has sorted into worker order. */
final class AverageSlices implements FlatMapFunction<Iterator<Tuple2<Integer, WorkerSlice>>, WorkerSlice> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<WorkerSlice> call(Iterator<Tuple2<Integer, WorkerSlice>> sorted) {
        WeightedAverage average = new WeightedAverage();
        int slice = 0;
        double lossSum = 0;
        double computeSeconds = 0;
        while (sorted.hasNext()) {
            WorkerSlice one = sorted.next()._2();
            average.add(one.examples(), one.values());
            slice = one.slice();
            lossSum += one.lossSum();
            computeSeconds += one.computeSeconds();
        }
        return List.of(new WorkerSlice(slice, average.result(), average.weight(), lossSum, computeSeconds))
                .iterator();
    }
}
