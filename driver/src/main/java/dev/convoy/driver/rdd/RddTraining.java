package dev.convoy.driver.rdd;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Example;
import dev.convoy.driver.dataset.ShardExport;
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
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains a network on the examples of an RDD. The exported shards, the kernels and the executors' caches serve all
 * calls until it is closed.
 */
public final class RddTraining implements AutoCloseable {
    private final JavaSparkContext spark;
    private final Model model;
    private final Path folder;
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
     * Exports the examples.
     *
     * @param folder folder to write them to, on a file system that all executors see; it must not exist
     * @throws InvalidInputException if there are no examples, or one does not fit the network, or no engine can train
     *     it
     */
    public RddTraining(Model model, JavaRDD<Example> examples, Settings settings, Path folder) throws IOException {
        this.spark = JavaSparkContext.fromSparkContext(examples.context());
        this.model = model;
        SparkWorkers.requireRoom(spark.getConf(), model, settings.precision(), settings.workers());
        FileSystem files = folder.getFileSystem(spark.hadoopConfiguration());
        // Executors have other working folders.
        this.folder = files.makeQualified(folder);
        this.kernel = ClusterKernel.choose(() -> spark, settings.engine(), model, settings.precision());
        try {
            files.mkdirs(this.folder);
            Dataset train = ShardExport.write(examples, model.input(), model.outputs(), this.folder);
            Plan plan = new Plan(
                    settings.seed(),
                    train.shardSizes(),
                    settings.workers(),
                    settings.averagingFrequency(),
                    settings.batchSize());
            KernelSpec kernelSpec = KernelSpec.of(kernel, settings.precision(), KernelThreads.of(spark.getConf()));
            WorkerSpec spec = WorkerSpec.of(model, kernelSpec, data(train), plan);
            this.plan = plan;
            this.optimizer = new Optimizer(model, settings.precision(), settings.seed());
            Workers averaging = new SparkWorkers(spark, spec);
            this.workers = settings.averagesUpdaterState() ? averaging : new FixedUpdaterState(averaging);
        } catch (Exception e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare.
            remove();
            throw e;
        }
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

    /** Frees kernels, and removes the exported examples. */
    @Override
    public void close() throws IOException {
        workers.close();
        optimizer.close();
        remove();
    }

    private void remove() throws IOException {
        folder.getFileSystem(spark.hadoopConfiguration()).delete(folder, true);
    }
}
