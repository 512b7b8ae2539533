package dev.convoy.driver.spark;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.executor.Inference;
import dev.convoy.driver.executor.StepPool;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import java.io.Serializable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** A trained network that tasks can run. It is sent to each executor once, and opened there by the first task. */
public final class SparkInference implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Broadcast<BroadcastRuntime<StepPool>> host;
    private final Broadcast<ModelState> state;

    public SparkInference(JavaSparkContext spark, Inference inference, FlatVector parameters) {
        FlatVector none = new FlatVector(parameters.type(), new byte[0]);
        this.host = spark.broadcast(new BroadcastRuntime<>(inference, spark.hadoopConfiguration()));
        this.state = spark.broadcast(new ModelState(parameters, none));
    }

    /**
     * Runs one minibatch through the network, on an executor.
     *
     * @param outputs receives {@code batch.size() × classes} activations of the output layer, row-major
     * @return the sum of the losses by the batch's labels
     */
    public double outputs(Batch batch, float[] outputs) {
        Device device = TaskDevice.here();
        return host.value().use(device, pool -> pool.use(device, step -> step.outputs(state.value(), batch, outputs)));
    }
}
