package dev.convoy.driver.executor;

import dev.convoy.driver.plan.Plan;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import org.apache.hadoop.conf.Configuration;

/** Everything that a worker needs besides the state and the round. It is sent to every executor once. */
public record WorkerSpec(ModelSpec modelSpec, KernelSpec kernel, WorkerData data, Plan plan)
        implements ExecutorSpec<TrainingRuntime> {
    /** @throws dev.convoy.base.InvalidInputException if a minibatch of the plan is larger than an array can hold */
    public static WorkerSpec of(Model model, KernelSpec kernel, WorkerData data, Plan plan) {
        MinibatchBuffer.requireRoom(plan.batchSize(), model.input(), model.outputs());
        return new WorkerSpec(ModelSpec.of(model), kernel, data, plan);
    }

    @Override
    public WorkerRuntime open(Configuration hadoop, Device device) {
        return new WorkerRuntime(this, hadoop, device);
    }

    /** Returns the model, parsed and checked again. */
    public Model model() {
        return modelSpec.parse();
    }

    public String modelJson() {
        return modelSpec.json();
    }

    public Shape shape() {
        return modelSpec.input();
    }

    public int classes() {
        return modelSpec.classes();
    }

    public Precision precision() {
        return kernel.precision();
    }

    public Normalization normalization() {
        return data.train().rule().normalization();
    }
}
