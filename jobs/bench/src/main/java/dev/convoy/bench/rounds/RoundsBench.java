package dev.convoy.bench.rounds;

import dev.convoy.driver.spark.exchange.ExchangeProperties;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Measures the cost of averaging, by the size of the model and the number of workers. */
public final class RoundsBench {
    /** Maximum number of vectors in the peer's driver: state, its broadcast, sum, and two that arrive, each twice. */
    private static final long PEER_VECTORS = 7;

    private final PrintStream out;

    public RoundsBench(PrintStream out) {
        this.out = out;
    }

    /** Rounds of one number of parameters, with each of these W. */
    private record Size(int parameters, List<Integer> workers, int repetitions) {}

    /** The largest size is first, so that the driver's memory for its rounds is not mixed with that for the peer's. */
    private static final List<Size> FULL = List.of(
            new Size(140_000_000, List.of(2, 4, 8), 3),
            new Size(1_000_000, List.of(2, 4, 8, 16), 7),
            new Size(10_000_000, List.of(2, 4, 8, 16), 5),
            new Size(50_000_000, List.of(2, 4, 8, 16), 3));

    private static final List<Size> QUICK =
            List.of(new Size(100_000, List.of(2, 4), 2), new Size(4_000_000, List.of(2, 4), 2));

    /**
     * The content of {@code --out}.
     *
     * @param slots number of tasks that run at a time
     */
    public record Result(String master, long driverHeapBytes, int slots, List<CaseResult> cases) {}

    public Result run(boolean quick) {
        SparkConf conf = ExchangeProperties.set(new SparkConf(), 1)
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
        return new Result(conf.get("spark.master"), Runtime.getRuntime().maxMemory(), slots, cases);
    }

    private static CaseResult measure(JavaSparkContext spark, JobWatch watch, Size size, int workers) {
        boolean withTree = PEER_VECTORS * Float.BYTES * size.parameters()
                <= Runtime.getRuntime().maxMemory();
        // Garbage of the previous case does not count for this one.
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
                .filter(result -> result.parameters() == size.parameters())
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
}
