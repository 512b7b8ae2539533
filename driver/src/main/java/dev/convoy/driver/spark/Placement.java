package dev.convoy.driver.spark;

import dev.convoy.driver.cluster.ExecutorKind;
import dev.convoy.driver.cluster.LocalityWait;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.EpochOrder;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where tasks should run, as far as the driver can tell. If some executors are slower than others, each gets as many
 * workers as suits its speed; otherwise tasks run on executors that have copies of the shards that they need, else on
 * hosts that store these shards. A wrong guess costs time, and changes no result.
 */
final class Placement {
    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    /** Spark looks at each location of each task. */
    private static final int MOST = 3;

    /** How many times the expected duration of a round a worker waits for its executor. */
    private static final double PATIENCE = 2;

    private final FairShares shares = new FairShares();
    private final Plan plan;
    private final List<Shard> shards;
    private final List<ExecutorKind> kinds;
    private final Configuration hadoop;
    /** For each shard, the executors of a kind that used it last, newest first. */
    private final Map<Copied, Deque<String>> copies = new HashMap<>();
    /** For each part of a split, the executor that evaluated it last. */
    private final Map<Split, Map<Integer, String>> evaluated = new HashMap<>();

    private EpochOrder order;

    private record Copied(int shard, ExecutorKind by) {}

    /**
     * @param shards training shards, in the plan's order
     * @param kinds kinds of executors; a worker runs on its own kind only
     */
    Placement(Plan plan, List<Shard> shards, List<ExecutorKind> kinds, Configuration hadoop) {
        this.plan = plan;
        this.shards = shards;
        this.kinds = kinds;
        this.hadoop = hadoop;
        this.order = plan.order(0);
    }

    /**
     * Returns where each worker's part of a round should run, in Spark's notation; empty if any place is as good.
     *
     * @param taskSeconds mean seconds of the tasks of the last round, by executor
     */
    IntFunction<List<String>> of(Round round, SparkContext spark, Map<String, Double> taskSeconds) {
        shares.ran(taskSeconds);
        Map<Integer, List<String>> assigned = new HashMap<>();
        double seconds = 0;
        for (ExecutorKind kind : kinds) {
            Map<String, ExecutorSummary> present = new TreeMap<>();
            kind.present(spark).forEach(one -> present.put(one.id(), one));
            if (kind.workersPerTask() > 1) {
                continue;
            }
            Optional<FairShares.Assignment> part = shares.assign(
                    present.values().stream()
                            .map(one -> new FairShares.Executor(one.id(), ExecutorKind.slots(one, spark.conf())))
                            .toList(),
                    kind.workers());
            seconds = Math.max(seconds, part.map(FairShares.Assignment::seconds).orElse(0.0));
            part.ifPresent(all -> IntStream.range(0, kind.workers())
                    .forEach(i -> assigned.put(
                            kind.from() + i,
                            List.of(place(present.get(all.executors().get(i)))))));
        }
        // An executor must not take a worker that ends earlier on another; but one that has died does not come back.
        LocalityWait.set(spark, PATIENCE * seconds);
        // While tasks wait for their places, the other kind's must not wait for copies of shards.
        return assigned.isEmpty()
                ? worker -> byData(round, worker)
                : worker -> assigned.getOrDefault(worker, List.of());
    }

    private static String place(ExecutorSummary executor) {
        return "executor_" + executor.hostPort().split(":", -1)[0] + "_" + executor.id();
    }

    /** Returns the locations that have the data for a worker's part of a round. */
    List<String> byData(Round round, int worker) {
        if (plan.hasOneWindow()) {
            // Each worker uses all shards.
            return List.of();
        }
        int[] needed = order(round).shardsOfWindows(round.index(), worker);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int shard : needed) {
            copies.getOrDefault(copied(shard, worker), new ArrayDeque<>())
                    .forEach(place -> counts.merge(place, 1, Integer::sum));
        }
        return most(counts.isEmpty() ? hosts(needed) : counts);
    }

    /** Returns the best location for a part of a split's examples; empty if any is as good. */
    List<String> of(Split split, int part) {
        String place = evaluated.getOrDefault(split, Map.of()).get(part);
        return place == null ? List.of() : List.of(place);
    }

    /** Takes note of where a worker's part of a round was computed. */
    void ran(Round round, int worker, String place) {
        if (plan.hasOneWindow()) {
            return;
        }
        for (int shard : order(round).shardsOfWindows(round.index(), worker)) {
            Deque<String> places = copies.computeIfAbsent(copied(shard, worker), any -> new ArrayDeque<>());
            places.remove(place);
            places.addFirst(place);
            if (places.size() > MOST) {
                places.removeLast();
            }
        }
    }

    /** Takes note of where a part of a split was evaluated. */
    void ran(Split split, int part, String place) {
        evaluated.computeIfAbsent(split, any -> new HashMap<>()).put(part, place);
    }

    private Copied copied(int shard, int worker) {
        return new Copied(
                shard,
                kinds.stream().filter(kind -> kind.computes(worker)).findFirst().orElseThrow());
    }

    private EpochOrder order(Round round) {
        if (order.epoch() != round.epoch()) {
            order = plan.order(round.epoch());
        }
        return order;
    }

    private Map<String, Integer> hosts(int[] needed) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int shard : needed) {
            try {
                shards.get(shard).hosts(hadoop).forEach(host -> counts.merge(host, 1, Integer::sum));
            } catch (IOException e) {
                // Its reader says so if the shard cannot be read, either.
                LOG.debug("no hosts are known for shard {}", shards.get(shard).name(), e);
            }
        }
        return counts;
    }

    private static List<String> most(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST)
                .map(Map.Entry::getKey)
                .toList();
    }
}
