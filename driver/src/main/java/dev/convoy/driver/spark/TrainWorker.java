package dev.convoy.driver.spark;

import dev.convoy.driver.round.Round;
import dev.convoy.worker.ModelState;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** One logical worker's part of a round, as a task. */
record TrainWorker(Broadcast<ExecutorHost> host, Broadcast<ModelState> state, Round round, Slicing slicing)
        implements PairFlatMapFunction<Integer, Integer, WorkerSlice> {
    @Override
    public Iterator<Tuple2<Integer, WorkerSlice>> call(Integer worker) {
        return slicing.cut(worker, host.value().workers().train(worker, round, state.value()))
                .iterator();
    }
}
