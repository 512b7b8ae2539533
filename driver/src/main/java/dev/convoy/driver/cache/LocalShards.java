package dev.convoy.driver.cache;

import dev.convoy.driver.dataset.Shard;
import dev.convoy.feed.DamagedShardException;
import dev.convoy.feed.ShardFile;
import dev.convoy.feed.Shards;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The open copies of a data set's shards in this process. Those that were not used for longest are closed; who needs them
 * again opens them again.
 */
public final class LocalShards implements Shards, AutoCloseable {
    /** Operating systems allow a process 1,024 open files or more. */
    private static final int MAX_OPEN = 256;

    private static final long USED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final List<Shard> shards;
    private final ShardCache cache;
    private final Object[] locks;
    /** When each shard was last marked as used, in nanoseconds. */
    private final AtomicLongArray used;

    private final Map<Integer, ShardFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private final HeapExamples heap = new HeapExamples();

    public LocalShards(List<Shard> shards, ShardCache cache) {
        this.shards = shards;
        this.cache = cache;
        this.locks = shards.stream().map(shard -> new Object()).toArray();
        this.used = new AtomicLongArray(shards.size());
    }

    @Override
    public ShardFile get(int shard) throws IOException {
        ShardFile known = known(shard);
        if (known != null) {
            keepFromRemoval(shard);
            return known;
        }
        // One thread copies a shard; meanwhile others may read other shards.
        synchronized (locks[shard]) {
            known = known(shard);
            return known != null ? known : keep(shard, cache.open(shards.get(shard)));
        }
    }

    @Override
    public ShardFile replace(int shard, ShardFile damaged, DamagedShardException cause) throws IOException {
        synchronized (locks[shard]) {
            if (known(shard) == damaged) {
                forget(shard);
                cache.remove(shards.get(shard), cause);
            }
        }
        return get(shard);
    }

    /** Other processes remove the copies that were not used for longest. */
    private void keepFromRemoval(int shard) throws IOException {
        long now = System.nanoTime();
        long before = used.get(shard);
        if (now - before > USED_NANOS && used.compareAndSet(shard, before, now)) {
            cache.touch(shards.get(shard));
        }
    }

    private ShardFile known(int shard) {
        synchronized (open) {
            return open.get(shard);
        }
    }

    private void forget(int shard) throws IOException {
        synchronized (open) {
            ShardFile file = open.remove(shard);
            // Another thread may have closed it, to open others.
            if (file != null) {
                heap.release(file);
                file.close();
            }
        }
    }

    private ShardFile keep(int shard, ShardFile file) throws IOException {
        heap.load(file);
        synchronized (open) {
            open.put(shard, file);
            if (open.size() > MAX_OPEN) {
                forget(open.keySet().iterator().next());
            }
        }
        return file;
    }

    @Override
    public void close() {
        synchronized (open) {
            try {
                for (ShardFile file : open.values()) {
                    file.close();
                }
                open.clear();
                for (Shard shard : shards) {
                    if (shard.isTemporary()) {
                        cache.remove(shard);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
