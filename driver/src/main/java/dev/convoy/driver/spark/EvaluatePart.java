package dev.convoy.driver.spark;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.executor.TrainingRuntime.Part;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Evaluates one part of a split, as a task. */
record EvaluatePart(
        Broadcast<BroadcastRuntime<TrainingRuntime>> host,
        Broadcast<ModelState> state,
        Split split,
        int parts,
        TaskTimes times)
        implements Function<Integer, Predictions> {
    @Override
    public Predictions call(Integer part) {
        try {
            Device device = TaskDevice.here();
            Part images = new Part(split, part, parts);
            ModelState from = state.value();
            Predictions predictions = host.value().use(device, runtime -> runtime.evaluate(images, from, device));
            times.evaluated(part);
            return predictions;
        } catch (RuntimeException | LinkageError e) {
            throw WorkerFailedException.of(split, part, e);
        }
    }
}
