package dev.convoy.driver.round;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures seconds by phase. One phase runs at a time, so they sum to the time since the clock was created, plus the
 * seconds of an interrupted run before it.
 */
public final class PhaseClock {
    private final Map<String, Double> seconds;
    private String phase;
    private long since;

    /** @param first the phase that starts now */
    public PhaseClock(String first) {
        this.seconds = new LinkedHashMap<>();
        this.phase = first;
        this.since = System.nanoTime();
    }

    /** Adds the seconds of an interrupted run. */
    public void add(Map<String, Double> before) {
        before.forEach((name, spent) -> seconds.merge(name, spent, Double::sum));
    }

    /** Ends the running phase and starts {@code next}. */
    public void enter(String next) {
        long now = System.nanoTime();
        seconds.merge(phase, (now - since) / 1e9, Double::sum);
        phase = next;
        since = now;
    }

    /** Seconds of every phase so far, the running one included. */
    public Map<String, Double> seconds() {
        enter(phase);
        return new LinkedHashMap<>(seconds);
    }
}
