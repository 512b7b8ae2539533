package dev.convoy.driver.dataset;

import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.RecordFormat;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Where one part of the data is, in whatever file format: all that Convoy needs of a format is to read its examples one
 * after the other. It is sent to executors, which copy the shards that they need to their local disks.
 */
public interface Shard extends Serializable {
    /** Returns a file name for copies: letters, digits and hyphens. It differs if the examples differ. */
    String name();

    /** Number of examples. */
    int count();

    /** Number of bytes of its examples, or an estimate. */
    long bytes();

    RecordFormat format();

    /** Whether its order is arbitrary, so that the examples are used in the order of their keys. */
    default boolean isInKeyOrder() {
        return false;
    }

    /** Whether it exists for one training only, so that copies are of no use afterwards. */
    default boolean isTemporary() {
        return false;
    }

    /**
     * Returns the hosts that store it, for reading without the network; empty if that is not known.
     *
     * @throws IOException if the file system does not answer
     */
    default List<String> hosts(Configuration hadoop) throws IOException {
        return List.of();
    }

    /**
     * Reads all examples.
     *
     * @throws dev.convoy.base.InvalidInputException if the file is missing, damaged, or has changed since the driver read
     *     about it
     */
    void read(Configuration hadoop, ExampleSink to) throws IOException;
}
