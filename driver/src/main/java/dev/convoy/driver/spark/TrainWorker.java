package dev.convoy.driver.spark;

import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.spark.exchange.RoundState;
import dev.convoy.driver.spark.exchange.WorkerTask;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;

/**
 * Computes one logical worker's part of a round, in a task.
 *
 * @param times receives what the task spends its time on
 */
record TrainWorker(
        Broadcast<BroadcastRuntime<TrainingRuntime>> host, Broadcast<RoundState> state, Round round, TaskTimes times)
        implements WorkerTask {
    @Override
    public WorkerResult train(int worker) {
        try {
            Device device = TaskDevice.here();
            long start = System.nanoTime();
            ModelState from = start().state();
            double reading = (System.nanoTime() - start) / 1e9;
            WorkerResult result = host.value().use(device, runtime -> runtime.train(worker, round, from, device));
            times.trained(worker, reading, result);
            return result;
        } catch (RuntimeException | LinkageError e) {
            throw WorkerFailedException.of(worker, round, e);
        }
    }

    @Override
    public RoundState start() {
        return state.value();
    }

    @Override
    public DoubleAccumulator averaging() {
        return times.averaging();
    }
}
