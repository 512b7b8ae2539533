package dev.convoy.feed;

import java.io.IOException;

/** The shards of a data set in local files. Safe for any number of threads. */
public interface Shards {
    /** Returns a shard, after copying it to a local disk if it is not there. */
    ShardFile get(int shard) throws IOException;

    /**
     * Copies a shard again.
     *
     * @param damaged the copy that turned out to be damaged
     * @param cause what is wrong with it, for the log
     */
    ShardFile replace(int shard, ShardFile damaged, DamagedShardException cause) throws IOException;
}
