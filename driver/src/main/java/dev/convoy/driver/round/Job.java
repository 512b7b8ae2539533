package dev.convoy.driver.round;

import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.plan.Plan;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.KernelChoice;
import dev.convoy.kernel.KernelLookup;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.BatchAssembler;
import dev.convoy.worker.Normalization;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * All that a worker needs to know beside the state and the round: sent once to every executor.
 *
 * @param modelJson Deeplearning4j's configuration
 * @param engine as {@link KernelLookup#choose} named it for the job
 * @param arithmetic of the engine where it was chosen; an executor that computes otherwise must not take part
 * @param pinned whether a task that has a card takes the engine too, or {@link KernelLookup#AUTO}
 * @param threads that a worker's kernel computes with; bits depend on it
 * @param labelSmoothing of training labels, see {@link BatchAssembler}
 * @param runningStatistics where they lie among the parameters
 * @param trainShards in the order of the plan's shard sizes
 */
public record Job(
        String modelJson,
        Shape shape,
        int classes,
        String engine,
        String arithmetic,
        boolean pinned,
        int threads,
        Precision precision,
        Normalization normalization,
        double labelSmoothing,
        List<RunningStatistics> runningStatistics,
        Plan plan,
        List<Shard> trainShards,
        List<Shard> testShards,
        List<Integer> testShardSizes)
        implements Recipe<WorkerComputer> {

    /** The job that trains {@code model} on {@code train} and tests it on {@code test}. */
    public static Job of(
            Model model,
            KernelChoice kernel,
            int threads,
            Precision precision,
            double labelSmoothing,
            Dataset train,
            Dataset test,
            Plan plan) {
        BatchAssembler.requireRoom(plan.batchSize(), model.input(), model.outputs());
        return new Job(
                model.configuration().toJson(),
                model.input(),
                model.outputs(),
                kernel.engine(),
                kernel.arithmetic(),
                kernel.pinned(),
                threads,
                precision,
                train.normalization(),
                labelSmoothing,
                RunningStatistics.of(model),
                plan,
                List.copyOf(train.shards()),
                List.copyOf(test.shards()),
                List.copyOf(test.shardSizes()));
    }

    @Override
    public WorkerHost open(Configuration hadoop, Device device) {
        return new WorkerHost(this, hadoop, device);
    }

    /** The model, parsed and checked again. */
    public Model model() {
        return Model.fromJson(modelJson, shape);
    }
}
