package dev.convoy.driver.sweep;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One training of a sweep.
 *
 * @param number from 1
 * @param keys the keys that the sweep sets, as for {@code -D}
 */
public record Trial(int number, SortedMap<String, String> keys) {
    public Trial(int number, Map<String, String> keys) {
        this(number, new TreeMap<>(keys));
    }

    public Trial {
        keys = Collections.unmodifiableSortedMap(keys);
    }

    /** Returns the name of its run folder. */
    public String name() {
        return name(number);
    }

    /** Returns the name of a trial's run folder. */
    public static String name(int number) {
        return String.format(Locale.ROOT, "%03d", number);
    }

    /** Returns the keys as {@code key=value}, one after the other. */
    public String settings() {
        return keys.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
