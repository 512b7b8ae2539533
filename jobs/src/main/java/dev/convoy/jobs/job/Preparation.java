package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.base.Sha256;
import dev.convoy.driver.average.NesterovAverage;
import dev.convoy.driver.average.OuterOptimizer;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.checkpoint.NumericEnvironment;
import dev.convoy.driver.cluster.ExecutorKinds;
import dev.convoy.driver.cluster.ExecutorWait;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.config.JobConfig.Averaging;
import dev.convoy.driver.config.JobConfig.OuterChoice;
import dev.convoy.driver.config.JobConfig.Tasks;
import dev.convoy.driver.config.Learning;
import dev.convoy.driver.executor.KernelSpec;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.model.ModelDescription;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.driver.model.SavedWeights;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.spark.ClusterKernel;
import dev.convoy.driver.spark.NativeCache;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.feed.ImageRule;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * A job with its input checked completely, before anything is written.
 *
 * @param classes names of the network's outputs
 * @param images how images get the size of the network's input
 * @param identity identity of the run, by key: a run folder accepts no run that differs in one
 */
public record Preparation(
        WorkerSpec job,
        LoadedModel loaded,
        KernelChoice kernel,
        OuterOptimizer outer,
        NumericEnvironment environment,
        List<String> classes,
        ImageRule images,
        Map<String, String> identity) {
    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    public Model model() {
        return loaded.model();
    }

    /** Returns what the file of the trained model says about its use. */
    public ModelDescription description() {
        return new ModelDescription(job.shape(), job.normalization(), classes, images.shorterSide(), images.decoder());
    }

    /** Returns a line for each thing about the model's file that the user should know. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(loaded.notes());
        if (loaded.weights().isPresent() && loaded.description().normalization() == null) {
            notes.add(
                    "its file does not say how images were normalized in its training, so this run's data.normalization"
                            + " may have to be set: " + job.normalization());
        }
        return notes;
    }

    public static Preparation of(JobConfig config, SparkConf spark, Configuration hadoop) throws IOException {
        requireExecutors(config, spark);
        JobData opened = JobData.open(config.data(), hadoop);
        LoadedModel loaded = load(config, opened, hadoop);
        JobData data = opened.forModel(loaded.description());
        Model model = loaded.model();
        if (config.train().learning().recomputes()) {
            model.requireUpdaters("the updates of train.recompute-statistics");
        }
        SparkWorkers.requireRoom(
                spark,
                model,
                config.kernel().precision(),
                config.train().averaging().workers());
        KernelChoice kernel = ClusterKernel.choose(
                () -> cluster(spark),
                config.kernel().engine(),
                model,
                config.kernel().precision());
        Plan plan = plan(config, data);
        NumericEnvironment environment = new NumericEnvironment(
                kernel.engine(), config.kernel().precision().key(), kernel.arithmetic(), KernelThreads.of(spark));
        WorkerSpec job = WorkerSpec.of(
                model,
                KernelSpec.of(kernel, config.kernel().precision(), environment.threads()),
                data.forWorkers(model, config.train(), environment.threads()),
                plan,
                config.train().learning().step());
        requireSelection(config, job.data());
        OuterOptimizer outer = outer(config.train().averaging().outer(), job);
        Map<String, String> identity = JobIdentity.of(config, job, outer, data);
        loaded.weights().ifPresent(saved -> identity.put("model.weights", sha256(saved)));
        return new Preparation(
                job, loaded, kernel, outer, environment, data.outputs(model.outputs()), data.images(), identity);
    }

    /** Checks that the cluster can have the kinds of executors that the job needs. */
    static void requireExecutors(JobConfig config, SparkConf spark) {
        if (config.train().averaging().tasks().gpuWorkers().isPresent()) {
            ExecutorKinds.requireTwo(
                    spark, config.kernel().engine(), config.run().yields());
        }
    }

    /**
     * Returns the kinds of executors of a job.
     *
     * @param console gets a line about the speeds of two kinds
     */
    public static ExecutorKinds kinds(JobConfig config, JavaSparkContext spark, Consumer<String> console) {
        Averaging averaging = config.train().averaging();
        Tasks tasks = averaging.tasks();
        return tasks.gpuWorkers().isPresent()
                ? ExecutorKinds.two(
                        spark.sc(), averaging.workers(), tasks.gpuWorkers().getAsInt(), tasks.workersPerTask(), console)
                : ExecutorKinds.one(averaging.workers(), tasks.workersPerTask());
    }

    static LoadedModel load(JobConfig config, JobData data, Configuration hadoop) throws IOException {
        Learning learning = config.train().learning();
        ModelRequest request = new ModelRequest(
                config.model(),
                new ModelRequest.Changes(
                        learning.updater(),
                        learning.schedule()
                                .schedule(
                                        plan(config, data).stepsPerEpoch(),
                                        config.train().epochs()),
                        config.train().freezeUntil(),
                        config.train().newOutput()),
                config.kernel().precision().storage(),
                config.train().seed());
        LoadedModel loaded =
                ModelLoader.load(request, data.shape(), data.train().classes().size(), hadoop);
        Optional<float[]> weights = data.classWeights(
                config.train().balance().weights(), loaded.model().outputs());
        weights.ifPresent(loaded.model()::weighClasses);
        return weights.map(given -> loaded.noting(weightsInWords(given))).orElse(loaded);
    }

    private static String weightsInWords(float[] weights) {
        DoubleSummaryStatistics range =
                IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).summaryStatistics();
        return String.format(
                Locale.ROOT, "its classes have weights from %.4g to %.4g in the loss", range.getMin(), range.getMax());
    }

    static Plan plan(JobConfig config, JobData data) {
        return new Plan(
                config.train().seed(),
                data.train().shardSizes(),
                config.train().averaging().workers(),
                config.train().averaging().frequency(),
                config.train().averaging().warmupRounds(),
                batchOfUpdate(config.train()),
                data.windowShards());
    }

    /** Returns the examples of a worker in an update. */
    private static int batchOfUpdate(JobConfig.Train train) {
        long examples = (long) train.batchSize() * train.learning().step().parts();
        if (examples > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    "train.batch-size times train.accumulation must be less than 2³¹",
                    train.batchSize() + " × " + train.learning().step().parts(),
                    "Set one of them lower.");
        }
        return (int) examples;
    }

    private static void requireSelection(JobConfig config, WorkerData data) {
        boolean selects = config.train().learning().patience().isPresent()
                || !config.checkpoint().bestBy().equals(BestBy.ACCURACY);
        if (selects && data.selection().isEmpty()) {
            throw new InvalidInputException(
                    "train.early-stopping and checkpoint.best-by need images that are not trained on",
                    "no validation or test images",
                    "Prepare the data with prepare.splits, or set data.validation or data.test.");
        }
    }

    /** Returns the context of this configuration; the first call, to ask a GPU or to train, opens it. */
    public static JavaSparkContext cluster(SparkConf spark) {
        if (active().isEmpty()) {
            NativeCache.offer(spark);
            new ExecutorWait(spark, SparkHadoopUtil.get().newConfiguration(spark), System.out::println).start();
        }
        return JavaSparkContext.fromSparkContext(SparkContext.getOrCreate(spark));
    }

    /** Returns the context, if there is one. */
    public static Optional<SparkContext> openCluster() {
        return Optional.ofNullable(active().getOrElse(() -> null));
    }

    /** Stops the context, if there is one. A failure here must not hide how the command ended. */
    public static void closeCluster() {
        try {
            if (active().isDefined()) {
                active().get().stop();
            }
        } catch (RuntimeException e) {
            LOG.warn("Spark's context did not stop cleanly", e);
        }
    }

    private static Option<SparkContext> active() {
        return SparkContext$.MODULE$.getActive();
    }

    private static OuterOptimizer outer(OuterChoice choice, WorkerSpec job) {
        return choice.name().equals(OuterChoice.AVERAGE)
                ? new PlainAverage()
                : new NesterovAverage(
                        choice.learningRate().orElse(NesterovAverage.LEARNING_RATE),
                        choice.momentum().orElse(NesterovAverage.MOMENTUM),
                        job.modelSpec().runningStatistics());
    }

    private static String sha256(SavedWeights saved) {
        return sha256(saved.parameters().bytes()) + ":"
                + sha256(saved.updaterState().bytes());
    }

    /** Returns the hash in hexadecimal. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.digest().digest(bytes));
    }
}
