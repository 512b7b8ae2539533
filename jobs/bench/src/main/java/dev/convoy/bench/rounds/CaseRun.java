package dev.convoy.bench.rounds;

import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.cluster.ExecutorKinds;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.worker.ModelState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs rounds of one size, Convoy's and the peer's in turn, each starting from the previous average. */
final class CaseRun implements AutoCloseable {
    private final JavaSparkContext spark;
    private final JobWatch watch;
    private final int parameters;
    private final int workers;
    private final SparkWorkers convoy;
    private final TreeAggregation tree;
    private final List<Lap> convoyLaps = new ArrayList<>();
    private final List<Lap> treeLaps = new ArrayList<>();
    private ModelState state;
    private int rounds;

    /**
     * One round.
     *
     * @param in bytes of task results that the driver received
     * @param out bytes that the driver handed to Spark to broadcast
     * @param system bytes that the driver's process received and sent
     */
    private record Lap(double seconds, Map<Phase, Double> phases, long in, long out, Driver.Transfers system) {}

    CaseRun(JavaSparkContext spark, JobWatch watch, int parameters, int workers) {
        this.spark = spark;
        this.watch = watch;
        this.parameters = parameters;
        this.workers = workers;
        this.convoy = new SparkWorkers(spark, new SyntheticWorkers(), ExecutorKinds.one(workers), List.of());
        this.tree = new TreeAggregation(spark, workers);
        this.state = SyntheticWorkers.initial(parameters);
    }

    /** Runs rounds in which Java compiles and executors start; they are not counted. */
    void warmUp(int count, boolean withTree) {
        repeat(count, withTree);
        convoyLaps.clear();
        treeLaps.clear();
    }

    void repeat(int count, boolean withTree) {
        for (int i = 0; i < count; i++) {
            convoyLaps.add(
                    lap(before -> convoy.run(new Round(0, 0, rounds, 0), before).state()));
            if (withTree) {
                treeLaps.add(lap(tree::average));
            }
            rounds++;
        }
    }

    private Lap lap(UnaryOperator<ModelState> average) {
        ClusterCounters countersBefore = convoy.counters();
        watch.take(spark);
        Driver.Transfers before = Driver.Transfers.now();
        double start = System.currentTimeMillis();
        long nanos = System.nanoTime();
        ModelState after = average.apply(state);
        double seconds = (System.nanoTime() - nanos) / 1e9;
        Driver.Transfers system = Driver.Transfers.now().since(before);
        JobWatch.Seen seen = watch.take(spark);
        long out = convoy.counters().driverBytesOut() - countersBefore.driverBytesOut();
        SyntheticWorkers.check(state, after, workers);
        state = after;
        return new Lap(seconds, seen.phases(start, start + 1e3 * seconds), seen.resultBytes(), out, system);
    }

    /** Returns the result; phases and bytes are those of the round of median length. */
    CaseResult result() {
        Lap lap = median(convoyLaps);
        CaseResult.Peer peer = null;
        if (!treeLaps.isEmpty()) {
            Lap other = median(treeLaps);
            peer = new CaseResult.Peer(
                    other.seconds(),
                    other.in(),
                    other.system().in(),
                    other.system().out());
        }
        long bytes = state.bytes();
        return new CaseResult(
                parameters,
                workers,
                convoy.slicing(state).slices(),
                new CaseResult.Times(convoyLaps.stream().map(Lap::seconds).toList(), lap.seconds(), lap.phases()),
                new CaseResult.Bytes(
                        lap.in(), lap.out(), lap.system().in(), lap.system().out()),
                new CaseResult.Memory(Driver.peakHeap(), Driver.resident(), (workers + 2) * bytes),
                peer);
    }

    private static Lap median(List<Lap> laps) {
        List<Lap> sorted = new ArrayList<>(laps);
        sorted.sort(Comparator.comparingDouble(Lap::seconds));
        return sorted.get((sorted.size() - 1) / 2);
    }

    @Override
    public void close() {
        convoy.close();
    }
}
