package dev.convoy.driver.cluster;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The speeds of executors with a GPU and of those without, as rounds measure them, and the number of workers on GPUs that
 * suits them.
 */
public final class KindSpeeds {
    /** Rounds until the line. What executors do in their first round only hardly counts by then. */
    static final int ROUNDS = 10;

    private final int workers;
    private final int gpuWorkers;
    private final Consumer<String> console;
    private Speed gpu;
    private Speed cpu;
    private double imagesOfWorker;
    private int rounds;

    /**
     * The speed of the executors of one kind.
     *
     * @param slots number of tasks that they run at the same time
     * @param seconds of a task that computes a worker's part of a round
     */
    record Speed(int slots, double seconds) {
        boolean isKnown() {
            return slots > 0 && seconds > 0;
        }

        /** Returns the duration of a round of so many workers. */
        double seconds(int workers) {
            int turns = (workers + slots - 1) / slots;
            return turns * seconds;
        }

        /** Returns the mean, in which recent rounds count more, because executors come and go. */
        Speed after(Speed before) {
            return before == null ? this : new Speed(slots, (before.seconds + seconds) / 2);
        }
    }

    KindSpeeds(int workers, int gpuWorkers, Consumer<String> console) {
        this.workers = workers;
        this.gpuWorkers = gpuWorkers;
        this.console = console;
    }

    /** Takes note of a round of both kinds, unless Spark has not said yet which executors there are. */
    void ran(Speed withGpu, Speed without, long images) {
        if (!withGpu.isKnown() || !without.isKnown()) {
            return;
        }
        gpu = withGpu.after(gpu);
        cpu = without.after(cpu);
        imagesOfWorker = (double) images / workers;
        rounds++;
        if (rounds == ROUNDS) {
            text().ifPresent(console);
        }
    }

    /** Returns a line about the speeds; empty before they are measured. */
    public Optional<String> text() {
        if (rounds == 0) {
            return Optional.empty();
        }
        int best = balanced();
        return Optional.of(String.format(
                Locale.ROOT,
                "executors with a GPU: %s; without: %s; train.gpu-workers=%d of %d workers suits them%s",
                text(gpu),
                text(cpu),
                best,
                workers,
                best == gpuWorkers ? "" : ", and the run has " + gpuWorkers));
    }

    private String text(Speed speed) {
        return String.format(
                Locale.ROOT,
                "%d at a time, %.0f img/s",
                speed.slots(),
                speed.slots() * imagesOfWorker / speed.seconds());
    }

    /** Returns the number of workers on GPUs with the shortest rounds; of several, the one next to the run's. */
    private int balanced() {
        int best = gpuWorkers;
        for (int distance = 1; distance < workers; distance++) {
            for (int count : new int[] {gpuWorkers - distance, gpuWorkers + distance}) {
                if (count >= 1 && count < workers && seconds(count) < seconds(best)) {
                    best = count;
                }
            }
        }
        return best;
    }

    private double seconds(int onGpus) {
        return Math.max(gpu.seconds(onGpus), cpu.seconds(workers - onGpus));
    }
}
