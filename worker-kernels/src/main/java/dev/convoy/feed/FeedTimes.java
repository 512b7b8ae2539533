package dev.convoy.feed;

import java.io.Serializable;

/**
 * Seconds that a worker's feed spent, over all its threads.
 *
 * @param reading reading of examples, and copying of shards to the local disk
 * @param decoding decoding and transforming
 * @param waiting time that the kernel waited for a minibatch
 */
public record FeedTimes(double reading, double decoding, double waiting) implements Serializable {
    public static final FeedTimes NONE = new FeedTimes(0, 0, 0);

    /** A share of waiting below which a run is bound by computing. */
    private static final double LITTLE = 0.1;

    /**
     * Returns what a run was bound by: {@code computing} if its kernels hardly waited, else what the feed's threads did
     * most.
     *
     * @param computing seconds that kernels computed
     */
    public String boundBy(double computing) {
        if (waiting <= LITTLE * (waiting + computing)) {
            return "computing";
        }
        return decoding >= reading ? "decoding" : "reading";
    }
}
