package dev.convoy.driver.spark.exchange;

import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import scala.Function1;
import scala.Tuple2;
import scala.collection.Iterator;

/** Computes logical workers' parts of a round, as a task, and returns the results that {@link RoundState} does not take. */
record TrainOnHeap(WorkerTask task, Slicing slicing)
        implements Function1<Iterator<int[]>, Tuple2<Integer, WorkerSlice>[]>, Serializable {
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Tuple2<Integer, WorkerSlice>[] apply(Iterator<int[]> ofTask) {
        List<Tuple2<Integer, WorkerSlice>> returned = new ArrayList<>();
        for (int worker : ofTask.next()) {
            WorkerResult result = task.train(worker);
            if (!task.start().leave(worker, result)) {
                returned.add(
                        new Tuple2<>(worker, slicing.whole().slice(0, result).copy()));
            }
        }
        return returned.toArray(new Tuple2[0]);
    }
}
