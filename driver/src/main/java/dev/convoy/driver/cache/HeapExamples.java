package dev.convoy.driver.cache;

import dev.convoy.feed.ShardFile;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of a data set whose examples are in the heap: those of small examples, as long as there is room. For them, a
 * call of the operating system for each example would take a share of the time that small networks compute. Safe for any
 * number of threads.
 */
final class HeapExamples {
    private static final Logger LOG = LoggerFactory.getLogger(HeapExamples.class);
    /** Most bytes of an example, on average. */
    private static final int SMALL = 4096;
    /** A data set fills at most this share of the heap. */
    private static final int SHARE_OF_HEAP = 16;

    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final Set<ShardFile> loaded = new HashSet<>();
    private long room;

    HeapExamples() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    /** @param room number of bytes that all examples together may take */
    HeapExamples(long room) {
        this.room = room;
    }

    /** Loads the examples of a shard if they are small and there is room. */
    void load(ShardFile file) {
        if (!take(file)) {
            return;
        }
        try {
            file.load();
        } catch (IOException e) {
            LOG.debug("a shard is read from its file", e);
            release(file);
        }
    }

    private synchronized boolean take(ShardFile file) {
        long bytes = file.exampleBytes();
        if (bytes > Math.min(room, MAX_ARRAY) || bytes > (long) SMALL * file.count()) {
            return false;
        }
        room -= bytes;
        return loaded.add(file);
    }

    /** Gives back the room of a shard that is no longer used. */
    synchronized void release(ShardFile file) {
        if (loaded.remove(file)) {
            room += file.exampleBytes();
        }
    }
}
