package dev.convoy.driver.executor;

import dev.convoy.driver.plan.Plan;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.StepRule;
import org.apache.hadoop.conf.Configuration;

/** Everything that a worker needs besides the state and the round. It is sent to every executor once. */
public record WorkerSpec(ModelSpec modelSpec, KernelSpec kernel, WorkerData data, Plan plan, StepRule rule)
        implements ExecutorSpec<TrainingRuntime> {
    /** Creates a specification whose gradients are used as they are. */
    public WorkerSpec(ModelSpec modelSpec, KernelSpec kernel, WorkerData data, Plan plan) {
        this(modelSpec, kernel, data, plan, StepRule.NONE);
    }

    /**
     * @throws dev.convoy.base.InvalidInputException if the model cannot be trained, or a minibatch of the plan is larger than
     *     an array can hold
     */
    public static WorkerSpec of(Model model, KernelSpec kernel, WorkerData data, Plan plan, StepRule rule) {
        model.requireTrainable();
        WorkerSpec spec = new WorkerSpec(ModelSpec.of(model), kernel, data, plan, rule);
        MinibatchBuffer.requireRoom(spec.kernelBatch(), model.input(), model.outputs());
        return spec;
    }

    /** Examples that a kernel computes at a time. */
    int kernelBatch() {
        return (plan.batchSize() - 1) / rule.parts() + 1;
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
