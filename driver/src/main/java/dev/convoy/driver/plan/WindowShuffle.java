package dev.convoy.driver.plan;

import java.util.List;

/**
 * Each worker has a range of the line, as long as its minibatches together, and uses the range's windows one after
 * another. The permutation of a window is computed, not stored.
 */
final class WindowShuffle implements Shuffle {
    private final Steps steps;
    private final long seed;
    private final long leastWindow;

    /** @param leastWindow examples that a window has at least, unless its worker has fewer */
    WindowShuffle(Steps steps, long seed, long leastWindow) {
        this.steps = steps;
        this.seed = seed;
        this.leastWindow = leastWindow;
    }

    @Override
    public long[] minibatch(int worker, int step) {
        Places places = places(worker, step);
        long[] positions = new long[places.count()];
        long at = places.from();
        for (Window window : windows(worker, step, step + 1)) {
            KeyedPermutation inWindow =
                    new KeyedPermutation(Seeds.derive(seed, worker, window.number()), window.size());
            for (; at < Math.min(places.to(), window.end()); at++) {
                positions[(int) (at - places.from())] = window.start() + inWindow.at(at - window.start());
            }
        }
        return positions;
    }

    @Override
    public Places places(int worker, int step) {
        return new Places(position(worker, step), position(worker, step + 1));
    }

    @Override
    public List<Window> windows(int worker, int from, int to) {
        return WorkerRange.of(position(worker, 0), position(worker, steps.count()), leastWindow)
                .windows(position(worker, from), position(worker, to));
    }

    /** Position in the line, before the windows are shuffled, of the first example of a worker's minibatch. */
    private long position(int worker, int step) {
        return steps.taken(steps.count(), worker) + steps.taken(step, worker + 1) - steps.taken(step, worker);
    }
}
