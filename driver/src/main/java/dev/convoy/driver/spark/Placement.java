package dev.convoy.driver.spark;

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
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where tasks should run, as far as the driver can tell: on executors that have copies of the shards that they need, else
 * on hosts that store these shards. A wrong guess costs a copy, and changes no result.
 */
final class Placement {
    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    /** Spark looks at each location of each task. */
    private static final int MOST = 3;

    private final Plan plan;
    private final List<Shard> shards;
    private final Configuration hadoop;
    /** For each shard, the executors that used it last, newest first. */
    private final Map<Integer, Deque<String>> copies = new HashMap<>();
    /** For each part of a split, the executor that evaluated it last. */
    private final Map<Split, Map<Integer, String>> evaluated = new HashMap<>();

    private EpochOrder order;

    /** @param shards training shards, in the plan's order */
    Placement(Plan plan, List<Shard> shards, Configuration hadoop) {
        this.plan = plan;
        this.shards = shards;
        this.hadoop = hadoop;
        this.order = plan.order(0);
    }

    /** Returns the best locations for a worker's part of a round, in Spark's notation; empty if any is as good. */
    List<String> of(Round round, int worker) {
        if (plan.hasOneWindow()) {
            // Each worker uses all shards.
            return List.of();
        }
        int[] needed = order(round).shardsOfWindows(round.index(), worker);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int shard : needed) {
            copies.getOrDefault(shard, new ArrayDeque<>()).forEach(place -> counts.merge(place, 1, Integer::sum));
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
            Deque<String> places = copies.computeIfAbsent(shard, any -> new ArrayDeque<>());
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
