package dev.convoy.feed;

import java.io.IOException;

/** Takes the examples of a shard, one after the other. */
public interface ExampleSink {
    /**
     * @param key what tells the example from others: where examples come in no fixed order, they are used in the order of
     *     their keys, and random choices for an example derive from its key
     * @param label class of the example, or −1 if the labels are among the bytes
     * @param bytes hold the example in their first {@code length} bytes; not kept
     */
    void add(long key, int label, byte[] bytes, int length) throws IOException;
}
