package dev.convoy.driver.round;

import dev.convoy.kernel.Device;
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
 * @param engine as {@link KernelLookup#choose} named it on the driver
 * @param arithmetic of the engine on the driver
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
    /**
     * @param engine as {@link KernelLookup#choose} takes it
     * @throws dev.convoy.kernel.InvalidInput if that engine cannot compute the model
     */
    public static Inference of(Model model, String engine, Precision precision, int threads) {
        var kernel = KernelLookup.choose(engine, model, precision);
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
