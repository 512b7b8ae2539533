package dev.convoy.driver.round;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.KernelChoice;
import dev.convoy.kernel.KernelLookup;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import org.apache.hadoop.conf.Configuration;

/**
 * Running a trained network forward: all that an executor needs to know beside the parameters.
 *
 * @param modelJson Deeplearning4j's configuration
 * @param shape of one example
 * @param engine as {@link KernelLookup#choose} named it for the job
 * @param arithmetic of the engine where it was chosen
 * @param pinned whether a task that has a card takes the engine too
 * @param threads of a kernel
 */
public record Inference(
        String modelJson,
        Shape shape,
        String engine,
        String arithmetic,
        boolean pinned,
        Precision precision,
        int threads)
        implements Recipe<StepPool> {
    public static Inference of(Model model, KernelChoice kernel, Precision precision, int threads) {
        return new Inference(
                model.configuration().toJson(),
                model.input(),
                kernel.engine(),
                kernel.arithmetic(),
                kernel.pinned(),
                precision,
                threads);
    }

    @Override
    public StepPool open(Configuration hadoop, Device device) {
        return new StepPool(Model.fromJson(modelJson, shape), engine, arithmetic, pinned, precision, threads, device);
    }
}
