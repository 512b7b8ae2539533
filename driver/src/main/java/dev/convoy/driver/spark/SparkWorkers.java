package dev.convoy.driver.spark;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.cluster.ClusterWatch;
import dev.convoy.driver.cluster.DriverLimits;
import dev.convoy.driver.cluster.DynamicAllocation;
import dev.convoy.driver.cluster.ExecutorKind;
import dev.convoy.driver.cluster.ExecutorKinds;
import dev.convoy.driver.cluster.KindSpeeds;
import dev.convoy.driver.cluster.LocalityWait;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.ExecutorSpec;
import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.round.RoundDetails;
import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.spark.exchange.HeapAverage;
import dev.convoy.driver.spark.exchange.RoundState;
import dev.convoy.driver.spark.exchange.ShuffledAverage;
import dev.convoy.driver.spark.exchange.Slicing;
import dev.convoy.driver.spark.exchange.StateAssembly;
import dev.convoy.feed.FeedTimes;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelSize;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs a round as one Spark job: broadcasts the state, runs the W workers as tasks, and averages their results in worker
 * order: in tasks, see {@link ShuffledAverage}, or in local mode on the heap that driver and tasks share, see
 * {@link HeapAverage}.
 *
 * <p>Tasks may be retried, run twice, or run anywhere: they keep nothing that a result depends on.
 */
public final class SparkWorkers implements Workers {
    /**
     * Name of the accumulator of seconds spent reading the state, which Spark shows with each task and in its events.
     */
    public static final String READING = "seconds reading the state";
    /** Name of the accumulator of seconds spent computing. */
    public static final String COMPUTING = "seconds computing";

    private static final ClassTag<int[]> NUMBERS = ClassTag$.MODULE$.apply(int[].class);

    private final JavaSparkContext spark;
    private final ExecutorKinds kinds;
    private final int workers;
    private final List<RunningStatistics> statistics;
    private final DriverLimits limits;
    private final BroadcastRuntime<TrainingRuntime> executorHost;
    private final Broadcast<BroadcastRuntime<TrainingRuntime>> host;
    private final TaskTimes times;
    private final ClusterWatch watch;
    /** Empty where Spark would let a task wait for a better place. */
    private final Optional<Placement> placement;

    public SparkWorkers(JavaSparkContext spark, WorkerSpec spec) {
        this(spark, spec, ExecutorKinds.one(spec.plan().workers()));
    }

    public SparkWorkers(JavaSparkContext spark, WorkerSpec spec, ExecutorKinds kinds) {
        this(
                spark,
                spec,
                kinds,
                spec.modelSpec().runningStatistics(),
                Optional.of(new Placement(
                        spec.plan(), spec.data().train().shards(), kinds.all(), spark.hadoopConfiguration())));
    }

    /**
     * @param spec specification of what executors compute
     * @param statistics running means and variances in the parameter vector
     */
    public SparkWorkers(
            JavaSparkContext spark,
            ExecutorSpec<TrainingRuntime> spec,
            ExecutorKinds kinds,
            List<RunningStatistics> statistics) {
        this(spark, spec, kinds, statistics, Optional.empty());
    }

    private SparkWorkers(
            JavaSparkContext spark,
            ExecutorSpec<TrainingRuntime> spec,
            ExecutorKinds kinds,
            List<RunningStatistics> statistics,
            Optional<Placement> placement) {
        this.spark = spark;
        this.placement = placement.filter(any -> LocalityWait.isNone(spark.getConf()));
        this.kinds = kinds;
        this.workers = kinds.workers();
        this.statistics = statistics;
        this.limits = DriverLimits.of(spark.getConf());
        this.executorHost = new BroadcastRuntime<>(spec, spark.hadoopConfiguration());
        this.host = spark.broadcast(executorHost);
        this.times = TaskTimes.of(spark.sc());
        this.watch = ClusterWatch.of(spark);
    }

    /**
     * Checks that the training state fits. To be called before anything is allocated or read.
     *
     * @throws InvalidInputException if the training state of the model does not fit into an array or the driver's
     *     memory
     */
    public static void requireRoom(SparkConf spark, Model model, Precision precision, int workers) {
        long bytes = ModelSize.of(model, precision.storage()).bytes();
        DriverLimits.of(spark).require(bytes, Slicing.slices(bytes, workers));
    }

    @Override
    public RoundResult run(Round round, ModelState state) {
        return watch.counting(spark, () -> trainAndAverage(round, state));
    }

    private RoundResult trainAndAverage(Round round, ModelState state) {
        describe(round, "train and average");
        Slicing slicing = slicing(state);
        limits.require(state.bytes(), slicing.slices());
        double averagingBefore = times.averaging().sum();
        StateAssembly averaged = new StateAssembly(slicing, state);
        IntFunction<List<String>> places = placement
                .map(place -> place.of(round, spark.sc(), watch.taskSeconds()))
                .orElse(worker -> List.of());
        RoundState start = new RoundState(state, workers);
        Broadcast<RoundState> shared = broadcast(start, state.bytes());
        try {
            TrainWorker train = new TrainWorker(host, shared, round, times);
            List<RDD<int[]>> tasks =
                    kinds.all().stream().map(kind -> tasks(kind, places)).toList();
            if (HeapAverage.suits(spark.sc(), slicing, state) && limits.receives(workers * state.bytes(), workers)) {
                HeapAverage.run(tasks.get(0), train, start, slicing, averaged);
            } else {
                ShuffledAverage.run(tasks.stream().map(SparkWorkers::numbers).toList(), train, slicing, averaged);
            }
            List<TaskTimes.Task> ended = times.take();
            ended.forEach(task -> placement.ifPresent(place -> place.ran(round, task.part(), task.where())));
            RoundResult result = averaged.result();
            kinds.ran(spark.sc(), TaskTimes.seconds(ended), result.examples());
            return result.with(details(ended, times.averaging().sum() - averagingBefore));
        } finally {
            shared.destroy();
        }
    }

    /** Returns how a state is divided among tasks that average. */
    public Slicing slicing(ModelState state) {
        // With dynamic allocation, executors may come only when the round has begun.
        int cores = DynamicAllocation.isOn(spark.getConf()) ? workers : spark.defaultParallelism();
        return Slicing.of(state, workers, cores, statistics);
    }

    private RoundDetails details(List<TaskTimes.Task> tasks, double averaging) {
        Map<String, ExecutorWork> executors = new TreeMap<>();
        tasks.stream()
                .filter(task -> task.work() != null)
                .forEach(task -> executors.merge(task.executor(), task.work(), ExecutorWork::plus));
        return new RoundDetails(
                List.copyOf(executors.values()),
                averaging,
                watch.joined(),
                watch.lost(),
                tasks.stream()
                        .filter(task -> task.part() == 0)
                        .map(TaskTimes.Task::gradientNorms)
                        .findFirst()
                        .orElse(List.of()));
    }

    @Override
    public Predictions evaluate(Split split, ModelState state) {
        return watch.counting(spark, () -> predict(split, state));
    }

    private Predictions predict(Split split, ModelState state) {
        spark.sc().setJobDescription("evaluate " + split.key() + " images");
        Broadcast<ModelState> shared = broadcast(state, state.bytes());
        try {
            Predictions all = new Predictions();
            // On the executors that Spark's properties describe: those with a GPU, if there are two kinds.
            ExecutorKind ordinary =
                    new ExecutorKind(0, workers, kinds.all().get(0).workersPerTask(), Optional.empty());
            numbers(tasks(ordinary, part -> placed(place -> place.of(split, part))))
                    .map(new EvaluatePart(host, shared, split, workers, times))
                    .collect()
                    .forEach(all::append);
            times.take().forEach(task -> placement.ifPresent(place -> place.ran(split, task.part(), task.where())));
            return all;
        } finally {
            shared.destroy();
        }
    }

    @Override
    public int parallelism() {
        if (kinds.all().size() > 1) {
            return Math.max(1, kinds.parallelism(spark.sc()));
        }
        int slots = spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1);
        return Math.max(1, Math.min(kinds.all().get(0).tasks(), slots));
    }

    @Override
    public Optional<String> bottleneck() {
        FeedTimes feed = times.feed();
        double computing = times.computing().sum();
        return Optional.of(kinds.speeds()
                        .flatMap(KindSpeeds::text)
                        .map(text -> text + "\n")
                        .orElse("")
                + String.format(
                        Locale.ROOT,
                        "bound by %s: kernels computed for %.1f s and waited for images for %.1f s, which were read in %.1f s and"
                                + " decoded in %.1f s",
                        feed.boundBy(computing),
                        computing,
                        feed.waiting(),
                        feed.reading(),
                        feed.decoding()));
    }

    @Override
    public ClusterCounters counters() {
        return watch.counters();
    }

    @Override
    public ClusterCounters finalCounters() {
        return watch.finalCounters(spark);
    }

    @Override
    public void close() {
        // In local mode the tasks used this object. On executors, Spark closes theirs.
        executorHost.close();
        if (!spark.sc().isStopped()) {
            host.destroy();
            spark.sc().removeSparkListener(watch);
        }
    }

    /**
     * Returns the numbers of each task's workers of a kind, one array in a partition.
     *
     * @param places where the task of a worker should run
     */
    private RDD<int[]> tasks(ExecutorKind kind, IntFunction<List<String>> places) {
        List<Tuple2<int[], Seq<String>>> tasks = IntStream.range(0, kind.tasks())
                .mapToObj(kind::workersOf)
                .map(task -> Tuple2.apply(
                        task,
                        JavaConverters.asScalaBuffer(places.apply(task[0])).toSeq()))
                .toList();
        RDD<int[]> all = spark.sc().makeRDD(JavaConverters.asScalaBuffer(tasks).toSeq(), NUMBERS);
        kind.profile().ifPresent(all::withResources);
        return all;
    }

    /** Returns the workers one by one: a worker's result is written before the next worker of the task begins. */
    private static JavaRDD<Integer> numbers(RDD<int[]> tasks) {
        return tasks.toJavaRDD().flatMap(task -> Arrays.stream(task).iterator());
    }

    private List<String> placed(Function<Placement, List<String>> asked) {
        return placement.map(asked).orElse(List.of());
    }

    private <T> Broadcast<T> broadcast(T value, long bytes) {
        watch.countOut(bytes);
        return spark.broadcast(value);
    }

    private void describe(Round round, String phase) {
        spark.sc()
                .setJobDescription(String.format(
                        Locale.ROOT, "epoch %d round %d: %s", round.epoch() + 1, round.index() + 1, phase));
    }
}
