package dev.convoy.driver.executor;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.graph.Model;
import dev.convoy.worker.StepRule;
import org.apache.hadoop.conf.Configuration;

/** The specification that an executor needs to run a trained network forward, besides the network's parameters. */
public record Inference(ModelSpec model, KernelSpec kernel) implements ExecutorSpec<StepPool> {
    public static Inference of(Model model, KernelSpec kernel) {
        return new Inference(ModelSpec.of(model), kernel);
    }

    @Override
    public StepPool open(Configuration hadoop, Device device) {
        return new StepPool(model.parse(), kernel, StepRule.NONE, device);
    }
}
