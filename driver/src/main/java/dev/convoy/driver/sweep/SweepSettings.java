package dev.convoy.driver.sweep;

import dev.convoy.base.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of a sweep.
 *
 * @param trials number of random trials
 * @param concurrent trials that run at the same time; empty for as many as fill the slots. No result depends on it
 * @param keys choices by key, as for {@code -D}
 */
public record SweepSettings(
        Strategy strategy,
        OptionalInt trials,
        Rungs rungs,
        long seed,
        OptionalInt concurrent,
        Metric metric,
        SortedMap<String, Choice> keys) {
    /** How trials are chosen and stopped. */
    public enum Strategy {
        /** Each combination of values. */
        GRID,
        /** Random combinations. */
        RANDOM,
        /** Synchronous successive halving, over random trials or over a grid. */
        HALVING,
        /** Asynchronous successive halving, over random trials or over a grid. */
        ASHA;

        /** Whether trials are compared before their end. */
        public boolean hasRungs() {
            return this == HALVING || this == ASHA;
        }

        /** Returns the value of {@code sweep.strategy}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public SweepSettings {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        if (keys.isEmpty()) {
            throw new InvalidInputException(
                    "sweep.keys must name at least one key",
                    "none",
                    "For example keys { train.learning-rate = [0.1, 0.01] }.");
        }
        if (strategy == Strategy.RANDOM && trials.isEmpty()) {
            throw new InvalidInputException(
                    "sweep.trials must be set for strategy = random", "nothing", "For example trials = 12.");
        }
        if (strategy == Strategy.GRID && trials.isPresent()) {
            throw new InvalidInputException(
                    "sweep.trials must not be set for strategy = grid, which has a trial for each combination",
                    trials.getAsInt(),
                    "Leave it out, or set strategy = random.");
        }
        if (strategy.hasRungs() && rungs.count() == 1) {
            throw new InvalidInputException(
                    "sweep.rungs must be set for strategy = " + strategy.key(),
                    "nothing",
                    "For example rungs = [1, 3].");
        }
        if (!strategy.hasRungs() && rungs.count() > 1) {
            throw new InvalidInputException(
                    "sweep.rungs needs strategy = halving or asha",
                    "strategy = " + strategy.key(),
                    "Change one of the two.");
        }
        if (concurrent.isPresent() && concurrent.getAsInt() < 1) {
            throw new InvalidInputException(
                    "sweep.concurrent must be >= 1", concurrent.getAsInt(), "Leave it out to fill the slots.");
        }
    }

    /** Returns the trials, which follow from the settings. */
    public List<Trial> allTrials() {
        return trials.isPresent() ? Trials.random(keys, trials.getAsInt(), seed) : Trials.grid(keys);
    }

    /** Returns what the decisions depend on: a sweep's folder accepts no sweep that differs in one of them. */
    public Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("sweep.strategy", strategy.key());
        identity.put("sweep.trials", trials.isPresent() ? Integer.toString(trials.getAsInt()) : "unset");
        identity.put(
                "sweep.rungs",
                rungs.epochs()
                        + (rungs.factor().isPresent()
                                ? " factor " + rungs.factor().getAsInt()
                                : ""));
        identity.put("sweep.seed", Long.toString(seed));
        identity.put("sweep.metric", metric.key());
        identity.put(
                "sweep.keys",
                keys.entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + entry.getValue().describe())
                        .collect(Collectors.joining(", ", "{", "}")));
        return identity;
    }
}
