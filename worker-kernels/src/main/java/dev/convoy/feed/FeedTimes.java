package dev.convoy.feed;

import java.io.Serializable;

/**
 * Seconds that a worker's feed spent, over all its threads.
 *
 * @param reading reading of examples, and copying of shards to the local disk
 * @param decoding decoding and transforming
 * @param waiting time that the kernel waited for a minibatch
 */
public record FeedTimes(double reading, double decoding, double waiting) implements Serializable {}
