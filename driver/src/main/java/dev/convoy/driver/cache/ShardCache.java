package dev.convoy.driver.cache;

import dev.convoy.driver.dataset.Shard;
import dev.convoy.feed.DamagedShardException;
import dev.convoy.feed.ShardFile;
import dev.convoy.feed.ShardFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies shards to local folders that the executors of a host share. A copy is written under another name and renamed;
 * while one process copies a shard, others wait for it. Copies that were not used for longest are removed first.
 */
public final class ShardCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardCache.class);
    private static final int LOCK_POLL_MILLIS = 20;

    private final Configuration hadoop;
    private final LocalFolders folders;
    private final CacheSpace space;

    ShardCache(CacheSettings settings, Configuration hadoop, LocalFolders folders) throws IOException {
        this.hadoop = hadoop;
        this.folders = folders;
        this.space = new CacheSpace(folders.paths(), settings.limitBytes());
    }

    /** Opens the cache of this host, in Spark's local folders. */
    public static ShardCache open(CacheSettings settings, Configuration hadoop) {
        try {
            return new ShardCache(settings, hadoop, LocalFolders.create());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the copy of a shard, after making it if there is none. */
    ShardFile open(Shard shard) throws IOException {
        Path copy = copy(shard);
        try {
            return touched(copy);
        } catch (NoSuchFileException e) {
            LOG.debug("shard {} is not on this host yet", shard.name());
        } catch (DamagedShardException e) {
            remove(copy, e);
        }
        Path lockFile = copy.resolveSibling(copy.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Held until the channel is closed.
            lock(channel);
            if (Files.exists(copy)) {
                return touched(copy);
            }
            make(shard, copy);
            return touched(copy);
        } finally {
            // A process that still waits for the lock finds the copy there, or makes it once more, which does no harm.
            Files.deleteIfExists(lockFile);
        }
    }

    /** Removes a copy that nobody needs any more. */
    void remove(Shard shard) throws IOException {
        Files.deleteIfExists(copy(shard));
    }

    /** Removes a copy that is not as it was written. */
    void remove(Shard shard, DamagedShardException cause) throws IOException {
        remove(copy(shard), cause);
    }

    private void remove(Path copy, DamagedShardException cause) throws IOException {
        LOG.warn("a shard's local copy is damaged and is made again", cause);
        Files.deleteIfExists(copy);
    }

    /** Marks a copy as used. */
    void touch(Shard shard) throws IOException {
        try {
            touch(copy(shard));
        } catch (NoSuchFileException e) {
            LOG.debug("another process removed the copy of shard {}; this one reads on", shard.name());
        }
    }

    private static void touch(Path copy) throws IOException {
        Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
    }

    private static ShardFile touched(Path copy) throws IOException {
        touch(copy);
        return new ShardFile(copy);
    }

    private void make(Shard shard, Path copy) throws IOException {
        Path written = space.reserve(copy.getParent(), shard.bytes());
        try {
            try (ShardFileWriter writer = new ShardFileWriter(written, shard.format())) {
                shard.read(hadoop, writer);
                writer.finish(shard.isInKeyOrder());
            }
            Files.move(written, copy, StandardCopyOption.ATOMIC_MOVE);
            LOG.info("copied shard {} of {} examples to {}", shard.name(), shard.count(), copy);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /** Waits for other processes, and for other users of the cache in this one, for which Java throws instead. */
    private static void lock(FileChannel channel) throws IOException {
        while (true) {
            try {
                channel.lock();
                return;
            } catch (OverlappingFileLockException e) {
                try {
                    Thread.sleep(LOCK_POLL_MILLIS);
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while another task copies the shard", interrupt);
                }
            }
        }
    }

    private Path copy(Shard shard) {
        List<Path> paths = folders.paths();
        return paths.get(Math.floorMod(shard.name().hashCode(), paths.size()))
                .resolve(shard.name() + CacheSpace.FINISHED);
    }

    @Override
    public void close() {
        try {
            folders.removeIfTemporary();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
