package dev.convoy.driver.plan;

import java.util.List;

/** All examples are one window, stored as one permutation. In each step, each worker takes the next of them. */
final class WholeShuffle implements Shuffle {
    private final Steps steps;
    private final long seed;
    private int[] order;

    WholeShuffle(Steps steps, long seed) {
        this.steps = steps;
        this.seed = seed;
    }

    @Override
    public long[] minibatch(int worker, int step) {
        Places places = places(worker, step);
        int[] all = order();
        long[] positions = new long[places.count()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = all[(int) places.from() + i];
        }
        return positions;
    }

    @Override
    public Places places(int worker, int step) {
        long before = steps.taken(step, steps.workers());
        return new Places(
                before + steps.taken(step + 1, worker) - steps.taken(step, worker),
                before + steps.taken(step + 1, worker + 1) - steps.taken(step, worker + 1));
    }

    @Override
    public List<Window> windows(int worker, int from, int to) {
        return List.of(new Window(0, 0, steps.examples()));
    }

    /** Shuffles when first asked: the driver asks for shards only. */
    private synchronized int[] order() {
        if (order == null) {
            order = Seeds.permutation(seed, Math.toIntExact(steps.examples()));
        }
        return order;
    }
}
