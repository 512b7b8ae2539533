package dev.convoy.driver.rdd;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.executor.KernelSpec;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.round.FixedUpdaterState;
import dev.convoy.driver.round.MeteredWorkers;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.Schedule;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.driver.round.TrainingLoop;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.spark.ClusterKernel;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelChoice;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.StepRule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains a network on exported examples. The kernels and the executors' copies serve all calls until it is closed. */
public final class RddTraining implements AutoCloseable {
    private final Model model;
    private final Plan plan;
    private final KernelChoice kernel;
    private final Optimizer optimizer;
    private final Workers workers;

    /**
     * The settings of a training.
     *
     * @param workers W, the logical workers
     * @param averagingFrequency τ, minibatches of each worker between two averages
     * @param batchSize examples in a minibatch of each worker
     * @param seed seed of initial weights, orders and dropout masks
     * @param engine engine, as in {@link KernelLookup#choose}
     * @param averagesUpdaterState whether optimizer state is averaged; otherwise each round starts with the optimizer
     *     state of the first
     */
    public record Settings(
            int workers,
            int averagingFrequency,
            int batchSize,
            long seed,
            String engine,
            Precision precision,
            boolean averagesUpdaterState) {
        /** Settings with averaged optimizer state. */
        public Settings(
                int workers, int averagingFrequency, int batchSize, long seed, String engine, Precision precision) {
            this(workers, averagingFrequency, batchSize, seed, engine, precision, true);
        }
    }

    /**
     * Prepares a training, and checks that it can be done before anything is written.
     *
     * @param export the examples; it must stay open as long as the training
     * @throws InvalidInputException if the network is too large, or no engine can train it, or an example does not fit it
     */
    public static RddTraining of(JavaSparkContext spark, Model model, Settings settings, RddExport export)
            throws IOException {
        SparkWorkers.requireRoom(spark.getConf(), model, settings.precision(), settings.workers());
        KernelChoice kernel = ClusterKernel.choose(() -> spark, settings.engine(), model, settings.precision());
        return new RddTraining(spark, model, settings, kernel, export.dataset(model.input(), model.outputs()));
    }

    private RddTraining(JavaSparkContext spark, Model model, Settings settings, KernelChoice kernel, Dataset train) {
        this.model = model;
        this.kernel = kernel;
        this.plan = new Plan(
                settings.seed(),
                train.shardSizes(),
                settings.workers(),
                settings.averagingFrequency(),
                settings.batchSize());
        KernelSpec kernelSpec = KernelSpec.of(kernel, settings.precision(), KernelThreads.of(spark.getConf()));
        WorkerSpec spec = WorkerSpec.of(model, kernelSpec, data(train), plan, StepRule.NONE);
        this.optimizer = new Optimizer(model, settings.precision(), settings.seed());
        Workers averaging = new SparkWorkers(spark, spec);
        this.workers = settings.averagesUpdaterState() ? averaging : new FixedUpdaterState(averaging);
    }

    private WorkerData data(Dataset train) {
        InputRule rule = new InputRule(
                train.format(),
                model.input(),
                List.of(),
                new InputRule.LabelRule(model.outputs(), 0),
                train.normalization(),
                ImageRule.NONE);
        return new WorkerData(new WorkerData.Examples(train.shards(), rule), Map.of(), CacheSettings.DEFAULT, 1);
    }

    /** Returns Deeplearning4j's own initial weights. */
    public ModelState initial() {
        return optimizer.state();
    }

    public KernelChoice kernel() {
        return kernel;
    }

    /** Examples in an epoch. */
    public long examples() {
        return plan.examples();
    }

    /**
     * Trains on all examples, {@code epochs} times.
     *
     * @param start progress whose cursor has the epoch and the update from which schedules count
     * @throws dev.convoy.driver.round.DivergedException at the first round whose loss is not finite
     */
    public Progress train(Progress start, int epochs, TrainingListener listener) throws IOException {
        model.requireFinite(start.state().parameters(), "the network");
        int end = start.cursor().epoch() + epochs;
        Schedule schedule = new Schedule(
                plan, end, Integer.MAX_VALUE, Optional.empty(), new PlainAverage(), optimizer::learningRate);
        MeteredWorkers metered = new MeteredWorkers(workers, new PhaseClock("start"), start.counters());
        return new TrainingLoop(schedule, metered, List.of(listener), Checkpoints.NONE).run(start);
    }

    /** Frees kernels, here and on the executors. */
    @Override
    public void close() {
        workers.close();
        optimizer.close();
    }
}
