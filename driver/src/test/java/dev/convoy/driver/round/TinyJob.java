package dev.convoy.driver.round;

import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.KernelSpec;
import dev.convoy.driver.executor.ModelSpec;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.AveragingFrequency;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.StepRule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network and data small enough for the slowest kernel: 8×8 images of 3 classes. */
public record TinyJob(WorkerSpec job, IUpdater updater) {
    public static final long SEED = 7;
    private static final int CLASSES = 3;
    public static final Shape SHAPE = new Shape(1, 8, 8);

    /** @param examples in each of the shards */
    public static TinyJob of(
            String engine,
            Precision precision,
            IUpdater updater,
            List<Integer> examples,
            int workers,
            int averagingFrequency,
            int batchSize) {
        Model model = Model.of(
                new NeuralNetConfiguration.Builder()
                        .activation(Activation.RELU)
                        .updater(updater)
                        .list()
                        .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                        .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build())
                        .layer(new DenseLayer.Builder().nOut(8).build())
                        .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .build(),
                SHAPE);
        return of(model, engine, precision, updater, examples, workers, averagingFrequency, batchSize);
    }

    /** Returns a job with the same data for a graph with batch normalization. */
    public static TinyJob graph(IUpdater updater, List<Integer> examples, int workers, int averagingFrequency) {
        Model model = Model.of(TinyGraph.configuration(updater, CLASSES), SHAPE);
        return of(model, "nd4j", Precision.FLOAT32, updater, examples, workers, averagingFrequency, 8);
    }

    static TinyJob of(
            Model model,
            String engine,
            Precision precision,
            IUpdater updater,
            List<Integer> examples,
            int workers,
            int averagingFrequency,
            int batchSize) {
        List<Shard> shards = examples.stream()
                .map(count -> (Shard) new RandomShard(count, count))
                .toList();
        Plan plan = new Plan(SEED, examples, workers, averagingFrequency, batchSize);
        return new TinyJob(job(model, engine, true, precision, 0, plan, shards), updater);
    }

    private static WorkerSpec job(
            Model model,
            String engine,
            boolean pinned,
            Precision precision,
            double labelSmoothing,
            Plan plan,
            List<Shard> shards) {
        KernelSpec kernel = new KernelSpec(
                engine,
                KernelLookup.choose(engine, model, precision, Device.CPU).arithmetic(),
                pinned,
                precision,
                1);
        WorkerData data = new WorkerData(
                new Examples(shards, rule(labelSmoothing)),
                Map.of(Split.TEST, new Examples(List.of(new RandomShard(41, 99)), rule(0))),
                CacheSettings.DEFAULT,
                1);
        return new WorkerSpec(ModelSpec.of(model), kernel, data, plan);
    }

    private static InputRule rule(double labelSmoothing) {
        return new InputRule(
                RecordFormat.pixels(SHAPE),
                SHAPE,
                List.of(),
                new InputRule.LabelRule(CLASSES, labelSmoothing),
                new Normalization(new double[] {127}, new double[] {60}),
                ImageRule.NONE);
    }

    /** Returns this job with validation images, too. */
    public TinyJob validating() {
        WorkerData data = new WorkerData(
                job.data().train(),
                Map.of(
                        Split.VALIDATION,
                        new Examples(List.of(new RandomShard(23, 5)), rule(0)),
                        Split.TEST,
                        job.data().heldOut().get(Split.TEST)),
                job.data().cache(),
                job.data().threads());
        return new TinyJob(new WorkerSpec(job.modelSpec(), job.kernel(), data, job.plan()), updater);
    }

    /** Returns this job with a warm-up. */
    public TinyJob warmingUp(int rounds) {
        return averaging(job.plan().averagingFrequency(), rounds);
    }

    /** Returns this job with another averaging frequency, and a warm-up of some rounds. */
    TinyJob averaging(AveragingFrequency frequency, int warmupRounds) {
        Plan plan = job.plan();
        return with(
                labelSmoothing(),
                new Plan(
                        plan.seed(),
                        plan.shardSizes(),
                        plan.workers(),
                        frequency,
                        warmupRounds,
                        plan.batchSize(),
                        plan.windowShards()));
    }

    /** Returns this job with these training examples, whose classes are drawn equally often. */
    TinyJob balanced(Examples train) {
        WorkerData data = new WorkerData(
                train, job.data().heldOut(), job.data().cache(), job.data().threads(), Sampling.BALANCED);
        return new TinyJob(new WorkerSpec(job.modelSpec(), job.kernel(), data, job.plan()), updater);
    }

    /** Returns this job with that layer frozen, and all that leads to it. */
    TinyJob frozenUntil(String layer, String engine) {
        Model model = job.model().frozenUntil(layer);
        return new TinyJob(
                job(
                        model,
                        engine,
                        true,
                        job.precision(),
                        labelSmoothing(),
                        job.plan(),
                        job.data().train().shards()),
                updater);
    }

    /** Returns this job with tasks that use another engine if they have a GPU. */
    public TinyJob unpinned() {
        KernelSpec kernel = job.kernel();
        KernelSpec unpinned =
                new KernelSpec(kernel.engine(), kernel.arithmetic(), false, kernel.precision(), kernel.threads());
        return new TinyJob(new WorkerSpec(job.modelSpec(), unpinned, job.data(), job.plan()), updater);
    }

    TinyJob with(StepRule rule) {
        return new TinyJob(new WorkerSpec(job.modelSpec(), job.kernel(), job.data(), job.plan(), rule), updater);
    }

    TinyJob with(double labelSmoothing, Plan plan) {
        WorkerData data = new WorkerData(
                new Examples(job.data().train().shards(), rule(labelSmoothing)),
                job.data().heldOut(),
                job.data().cache(),
                job.data().threads());
        return new TinyJob(new WorkerSpec(job.modelSpec(), job.kernel(), data, plan), updater);
    }

    private double labelSmoothing() {
        return job.data().train().rule().labels().smoothing();
    }

    public Optimizer optimizer() {
        return new Optimizer(job.model(), job.precision(), SEED);
    }

    public ModelState initial() {
        try (Optimizer optimizer = optimizer()) {
            return optimizer.state();
        }
    }

    /** Images whose brightness hints at their class, the same on every machine. */
    public record RandomShard(int count, long seed) implements Shard {
        @Override
        public String name() {
            return "random-" + count + "-" + seed;
        }

        @Override
        public long bytes() {
            return count * SHAPE.size();
        }

        @Override
        public RecordFormat format() {
            return RecordFormat.pixels(SHAPE);
        }

        @Override
        public void read(Configuration hadoop, ExampleSink to) throws IOException {
            Random random = new Random(seed);
            byte[] pixels = new byte[(int) SHAPE.size()];
            for (int example = 0; example < count; example++) {
                int label = example % CLASSES;
                for (int i = 0; i < pixels.length; i++) {
                    pixels[i] = (byte) (label * 60 + random.nextInt(120));
                }
                to.add(example, label, pixels, pixels.length);
            }
        }
    }
}
