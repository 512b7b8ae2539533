package dev.convoy.driver.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * One worker's part of the line that an epoch's shards form. It is divided into windows whose sizes differ by at most
 * one example.
 *
 * @param start position of its first example in the line
 * @param length number of examples
 * @param windows number of windows
 */
record WorkerRange(long start, long length, long windows) {
    /** Divides a range into as many windows of at least {@code leastWindow} examples as it has, but at least one. */
    static WorkerRange of(long start, long end, long leastWindow) {
        return new WorkerRange(start, end - start, Math.max(1, (end - start) / leastWindow));
    }

    /** Returns the windows that have the examples from one position to before another. */
    List<Window> windows(long from, long to) {
        List<Window> found = new ArrayList<>();
        for (long at = from; at < to; at = found.get(found.size() - 1).end()) {
            found.add(window(at));
        }
        return found;
    }

    private Window window(long position) {
        long index = position - start;
        long size = length / windows;
        // The first windows have one example more.
        long larger = length % windows;
        long number = Math.max(index / (size + 1), (index - larger) / size);
        return new Window(number, start + number * size + Math.min(number, larger), number < larger ? size + 1 : size);
    }
}
