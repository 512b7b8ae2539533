package dev.convoy.driver.sweep;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.plan.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Makes the trials of a sweep from the choices for each key. */
public final class Trials {
    /** More run folders than somebody reads a table of. */
    private static final int MOST = 10_000;
    /** So many draws find the last of {@link #MOST} combinations, too. */
    private static final int MOST_ATTEMPTS = 200_000;

    private Trials() {}

    /** Returns each combination once: the last key in the order of names varies fastest. */
    public static List<Trial> grid(SortedMap<String, Choice> choices) {
        long count = combinations(choices);
        choices.forEach((key, choice) -> {
            if (!(choice instanceof Choice.Values)) {
                throw new InvalidInputException(
                        "a grid needs a list of values for each key",
                        key + " = " + choice.describe(),
                        "List its values, or set strategy = random and trials.");
            }
        });
        requireFew(count);
        List<Map<String, String>> all = List.of(Map.of());
        for (Map.Entry<String, Choice> entry : choices.entrySet()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> begun : all) {
                for (String value : ((Choice.Values) entry.getValue()).values()) {
                    Map<String, String> keys = new LinkedHashMap<>(begun);
                    keys.put(entry.getKey(), value);
                    longer.add(keys);
                }
            }
            all = longer;
        }
        return numbered(all);
    }

    /**
     * Returns trials that all differ. A trial's value of a key follows from the seed, the trial and the key's name alone,
     * unless another trial has the same values.
     */
    public static List<Trial> random(SortedMap<String, Choice> choices, int count, long seed) {
        requireFew(count);
        if (count > combinations(choices)) {
            throw new InvalidInputException(
                    "sweep.trials must be at most the number of combinations",
                    count + " of " + combinations(choices),
                    "Set a smaller number, or add values to sweep.keys.");
        }
        Set<Map<String, String>> drawn = new HashSet<>();
        List<Map<String, String>> all = new ArrayList<>();
        for (int trial = 1; trial <= count; trial++) {
            Map<String, String> keys;
            int attempt = 0;
            do {
                if (attempt == MOST_ATTEMPTS) {
                    throw new InvalidInputException(
                            "sweep.trials must be at most the number of combinations; numbers of a range are rounded to"
                                    + " four digits",
                            count + ", of which " + all.size() + " were found",
                            "Set a smaller number, or widen the ranges of sweep.keys.");
                }
                keys = draw(choices, Seeds.derive(seed, trial, attempt++));
            } while (!drawn.add(keys));
            all.add(keys);
        }
        return numbered(all);
    }

    private static Map<String, String> draw(SortedMap<String, Choice> choices, long seed) {
        Map<String, String> keys = new TreeMap<>();
        choices.forEach((key, choice) -> {
            long bits = Seeds.derive(
                    seed,
                    LongStream.concat(LongStream.of(key.length()), key.chars().asLongStream())
                            .toArray());
            keys.put(key, choice.at((bits >>> 11) * 0x1p-53));
        });
        return keys;
    }

    private static List<Trial> numbered(List<Map<String, String>> all) {
        List<Trial> trials = new ArrayList<>();
        all.forEach(keys -> trials.add(new Trial(trials.size() + 1, keys)));
        return List.copyOf(trials);
    }

    private static long combinations(SortedMap<String, Choice> choices) {
        long product = 1;
        for (Choice choice : choices.values()) {
            boolean tooMany = choice.count() > Long.MAX_VALUE / product;
            product = tooMany ? Long.MAX_VALUE : product * choice.count();
        }
        return product;
    }

    private static void requireFew(long count) {
        if (count < 1 || count > MOST) {
            throw new InvalidInputException(
                    "a sweep must have from 1 to " + MOST + " trials",
                    count,
                    "List other values in sweep.keys, or set sweep.trials.");
        }
    }
}
