package dev.convoy.driver.plan;

/**
 * Divides an epoch's examples into steps, and the examples of each step among the workers, as {@link Plan} describes.
 *
 * @param workers W
 * @param batchSize examples of a worker in a full step; W times as many are an {@code int}
 */
record Steps(long examples, int workers, int batchSize) {
    /** Steps in an epoch. */
    int count() {
        return (int) ((examples - 1) / size()) + 1;
    }

    /** Examples of the first {@code workers} workers, together, in an epoch's first {@code steps} steps. */
    long taken(int steps, int workers) {
        // Only the last two steps can be smaller.
        int full = Math.max(0, Math.min(steps, count() - 2));
        long taken = (long) full * batchSize * workers;
        for (int step = full; step < steps; step++) {
            taken += (before(step + 1) - before(step)) * workers / this.workers;
        }
        return taken;
    }

    /** Examples of an epoch's first {@code steps} steps, of all workers together. */
    private long before(int steps) {
        long full = (long) steps * size();
        long left = examples - full;
        if (steps == count() - 1 && steps > 0 && 2 * left < size()) {
            return full - (size() - left) / 2;
        }
        return Math.min(full, examples);
    }

    /** Examples of a full step, of all workers together. */
    private int size() {
        return workers * batchSize;
    }
}
