package dev.convoy.driver.cluster;

import dev.convoy.driver.checkpoint.CoreHours;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Adds up for how long an application has had cores, and what it did with them; in milliseconds. */
final class CoreTime {
    private static final double HOUR = 3_600_000;

    private final LongSupplier clock;
    private final Map<String, Executor> present = new HashMap<>();
    private double had;
    private double used;
    private double lost;

    /** @param since milliseconds since the epoch */
    private record Executor(int cores, long since) {
        double until(long end) {
            return cores * (double) Math.max(0, end - since);
        }
    }

    CoreTime(LongSupplier clock) {
        this.clock = clock;
    }

    synchronized void came(String executor, int cores) {
        present.putIfAbsent(executor, new Executor(cores, clock.getAsLong()));
    }

    synchronized void left(String executor) {
        Executor gone = present.remove(executor);
        if (gone != null) {
            had += gone.until(clock.getAsLong());
        }
    }

    synchronized void ran(long millis, int coresOfTask, boolean succeeded) {
        if (succeeded) {
            used += (double) millis * coresOfTask;
        } else {
            lost += (double) millis * coresOfTask;
        }
    }

    synchronized CoreHours hours() {
        long now = clock.getAsLong();
        double all = had
                + present.values().stream()
                        .mapToDouble(executor -> executor.until(now))
                        .sum();
        return new CoreHours(used / HOUR, lost / HOUR, Math.max(0, all - used - lost) / HOUR);
    }
}
