package dev.convoy.driver.spark;

import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.util.Iterator;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Computes one logical worker's part of a round, as a task.
 *
 * @param times receives what the task spends its time on
 */
record TrainWorker(
        Broadcast<BroadcastRuntime<TrainingRuntime>> host,
        Broadcast<RoundState> state,
        Round round,
        Slicing slicing,
        TaskTimes times)
        implements PairFlatMapFunction<Integer, Integer, WorkerSlice> {
    @Override
    public Iterator<Tuple2<Integer, WorkerSlice>> call(Integer worker) {
        return slicing.cut(worker, train(worker));
    }

    WorkerResult train(int worker) {
        try {
            Device device = TaskDevice.here();
            long start = System.nanoTime();
            ModelState from = state.value().state();
            double reading = (System.nanoTime() - start) / 1e9;
            WorkerResult result = host.value().use(device, runtime -> runtime.train(worker, round, from, device));
            times.trained(worker, reading, result);
            return result;
        } catch (RuntimeException | LinkageError e) {
            throw WorkerFailedException.of(worker, round, e);
        }
    }
}
