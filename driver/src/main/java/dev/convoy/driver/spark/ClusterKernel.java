package dev.convoy.driver.spark;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelChoice;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** Chooses the kernel of a job: on the driver or, where only a machine with a GPU can tell, in a task that has one. */
public final class ClusterKernel {
    private ClusterKernel() {}

    /**
     * @param spark called only if a task must choose
     * @param engine engine, as in {@link KernelLookup#choose}
     * @throws InvalidInputException if no engine can compute the model, or not the one that was requested
     */
    public static KernelChoice choose(
            Supplier<JavaSparkContext> spark, String engine, Model model, Precision precision) {
        if (!KernelLookup.needsGpu(engine)) {
            return KernelLookup.choose(engine, model, precision, Device.CPU);
        }
        JavaSparkContext context = spark.get();
        context.sc().setJobDescription("choose a kernel");
        ChooseKernel question = new ChooseKernel(engine, model.configuration().toJson(), model.input(), precision);
        Object answer = ChooseKernel.read(
                context.parallelize(List.of(0), 1).map(question).first());
        if (answer instanceof InvalidInputException refusal) {
            throw refusal;
        }
        return (KernelChoice) answer;
    }
}
