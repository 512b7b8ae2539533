package dev.convoy.driver.plan;

import java.util.List;

/** The order in which an epoch's examples are used, as positions in the line that its shards form. */
interface Shuffle {
    /**
     * Returns the positions of a minibatch's examples, in their order.
     *
     * @param step index in the epoch, from 0
     */
    long[] minibatch(int worker, int step);

    /**
     * Returns the places of a minibatch's examples before its windows are shuffled.
     *
     * @param step index in the epoch, from 0
     */
    Places places(int worker, int step);

    /** Returns the windows that a worker's minibatches lie in, from step {@code from} to before step {@code to}. */
    List<Window> windows(int worker, int from, int to);
}
