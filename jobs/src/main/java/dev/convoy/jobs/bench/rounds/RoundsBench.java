package dev.convoy.jobs.bench.rounds;

import dev.convoy.driver.spark.SparkWorkers;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** What averaging costs by the size of the model and the number of workers, and what it would cost on a cluster. */
public final class RoundsBench {
    private static final double NETWORK_BYTES_PER_SECOND = 10e9 / 8;
    private static final int MOST_WORKERS = 1024;
    /** Vectors that the peer's driver holds at worst: state, its broadcast, sum, and two that arrive, each twice. */
    private static final long PEER_VECTORS = 7;

    private final double computeSeconds;
    private final PrintStream out;

    /** @param computeSeconds of training in a round, for the predictions */
    public RoundsBench(double computeSeconds, PrintStream out) {
        this.computeSeconds = computeSeconds;
        this.out = out;
    }

    /** Rounds of so many parameters, with each of these W. */
    private record Size(int parameters, List<Integer> workers, int repetitions) {}

    /** The largest first: what its rounds need of the driver is then not mixed with what the peer's needed. */
    private static final List<Size> FULL = List.of(
            new Size(140_000_000, List.of(2, 4, 8), 3),
            new Size(1_000_000, List.of(2, 4, 8, 16), 7),
            new Size(10_000_000, List.of(2, 4, 8, 16), 5),
            new Size(50_000_000, List.of(2, 4, 8, 16), 3));

    private static final List<Size> QUICK =
            List.of(new Size(100_000, List.of(2, 4), 2), new Size(4_000_000, List.of(2, 4), 2));

    /**
     * A cluster with an executor for each worker.
     *
     * @param share of a round that goes to averaging, 0 to 1
     * @param driverSideSeconds that the workers' vectors alone take into the driver's network if it averages itself
     */
    record Prediction(int parameters, int workers, double averagingSeconds, double share, double driverSideSeconds) {}

    /**
     * What {@code --out} receives.
     *
     * @param slots tasks that run at a time
     * @param medianError of the model on the measured rounds, as a share
     */
    public record Result(
            String master,
            long driverHeapBytes,
            int slots,
            List<CaseResult> cases,
            RoundModel model,
            double medianError,
            double largestError,
            double computeSeconds,
            List<Prediction> predictions) {}

    public Result run(boolean quick) {
        SparkConf conf = new SparkConf()
                .setIfMissing("spark.app.name", "convoy bench rounds")
                // All executors take part from the first round on.
                .setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        List<Size> sizes = quick ? QUICK : FULL;
        List<CaseResult> cases = new ArrayList<>();
        int slots;
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            slots = spark.defaultParallelism();
            out.printf(Locale.ROOT, "%s, %d tasks at a time, seconds and bytes of a round%n", spark.master(), slots);
            JobWatch watch = new JobWatch();
            spark.sc().addSparkListener(watch);
            for (Size size : sizes) {
                for (int workers : size.workers()) {
                    CaseResult result = measure(spark, watch, size, workers);
                    out.println(result.line());
                    cases.add(result);
                }
                printFlatness(cases, size);
            }
        }
        return report(conf.get("spark.master"), slots, cases, sizes);
    }

    private static CaseResult measure(JavaSparkContext spark, JobWatch watch, Size size, int workers) {
        boolean withTree = PEER_VECTORS * Float.BYTES * size.parameters()
                <= Runtime.getRuntime().maxMemory();
        // What the last case left is not this one's.
        System.gc();
        Driver.resetPeakHeap();
        try (CaseRun run = new CaseRun(spark, watch, size.parameters(), workers)) {
            run.warmUp(size.repetitions() > 3 ? 2 : 1, withTree);
            run.repeat(size.repetitions(), withTree);
            return run.result();
        }
    }

    private void printFlatness(List<CaseResult> cases, Size size) {
        double[] traffic = cases.stream()
                .filter(one -> one.parameters() == size.parameters())
                .mapToDouble(CaseResult::traffic)
                .sorted()
                .toArray();
        double most = traffic[traffic.length - 1];
        out.printf(
                Locale.ROOT,
                "P %5.1f M: driver bytes at most %.3f × 4P, and within %.2f %% of each other for all W%n",
                size.parameters() / 1e6,
                most,
                100 * (most / traffic[0] - 1));
    }

    private Result report(String master, int slots, List<CaseResult> cases, List<Size> sizes) {
        List<RoundModel.Point> points =
                cases.stream().map(one -> one.point(slots)).toList();
        RoundModel model = RoundModel.fit(points);
        double[] errors = points.stream().mapToDouble(model::error).sorted().toArray();
        double median = errors[errors.length / 2];
        double largest = errors[errors.length - 1];
        out.printf(
                Locale.ROOT,
                "model of averaging: misses the measured rounds by %.0f %% in the median, %.0f %% at most%n",
                100 * median,
                100 * largest);
        List<Prediction> predictions = new ArrayList<>();
        for (Size size : sizes) {
            for (int workers = 2; workers <= MOST_WORKERS; workers *= 2) {
                predictions.add(predict(model, size.parameters(), workers));
            }
        }
        print(predictions, sizes);
        return new Result(
                master,
                Runtime.getRuntime().maxMemory(),
                slots,
                cases,
                model,
                median,
                largest,
                computeSeconds,
                predictions);
    }

    private Prediction predict(RoundModel model, int parameters, int workers) {
        double bytes = (double) Float.BYTES * parameters;
        double averaging =
                model.onNetwork(bytes, workers, SparkWorkers.slices((long) bytes, workers), NETWORK_BYTES_PER_SECOND);
        return new Prediction(
                parameters,
                workers,
                averaging,
                averaging / (averaging + computeSeconds),
                workers * bytes / NETWORK_BYTES_PER_SECOND);
    }

    private void print(List<Prediction> predictions, List<Size> sizes) {
        out.printf(
                Locale.ROOT,
                "predicted averaging, an executor for each worker, 10 Gb/s: seconds, and share of a round that trains %.0f s%n",
                computeSeconds);
        out.print("     W");
        sizes.forEach(size -> out.printf(Locale.ROOT, "      P %5.1f M", size.parameters() / 1e6));
        out.println();
        for (int workers = 2; workers <= MOST_WORKERS; workers *= 2) {
            int row = workers;
            out.printf(Locale.ROOT, "%6d", row);
            predictions.stream()
                    .filter(one -> one.workers() == row)
                    .forEach(one ->
                            out.printf(Locale.ROOT, "  %6.2f s %2.0f %%", one.averagingSeconds(), 100 * one.share()));
            out.println();
        }
    }
}
