package dev.convoy.driver.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the copies of a host's shards within a limit. What there is, is what the folders hold: nothing is remembered. */
final class CacheSpace {
    static final String FINISHED = ".shard";

    /** The name of an unfinished copy starts with the bytes that it will have. */
    private static final String UNFINISHED = ".tmp";

    private static final char RESERVED_END = '-';

    /** A copy that is still written grows all the time; this one's process was killed. */
    private static final long ABANDONED_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private static final Logger LOG = LoggerFactory.getLogger(CacheSpace.class);

    private final List<Path> folders;
    private final long limitBytes;

    private record Copy(Path file, long bytes, long lastUsedMillis) {
        boolean isFinished() {
            return file.toString().endsWith(FINISHED);
        }

        boolean isAbandoned() {
            return System.currentTimeMillis() - lastUsedMillis > ABANDONED_MILLIS;
        }
    }

    /** @param limitBytes negative for half of what is free, counting what the copies have already */
    CacheSpace(List<Path> folders, long limitBytes) throws IOException {
        this.folders = folders;
        this.limitBytes = limitBytes >= 0 ? limitBytes : (free() + taken(copies())) / 2;
    }

    /**
     * Returns a new file for a copy, for which the copies that were not used for longest are removed. Its bytes count from
     * now on, so that what several tasks and processes copy at one time stays within the limit too.
     */
    Path reserve(Path folder, long bytes) throws IOException {
        if (bytes > limitBytes) {
            LOG.warn("a shard has {} bytes, more than data.cache allows for all: {}", bytes, limitBytes);
        }
        Path file = Files.createTempFile(folder, Long.toString(bytes) + RESERVED_END, UNFINISHED);
        List<Copy> copies = copies();
        long taken = taken(copies);
        copies.sort(Comparator.comparingLong(Copy::lastUsedMillis));
        for (Copy copy : copies) {
            if (taken <= limitBytes) {
                break;
            }
            if (copy.isFinished() || copy.isAbandoned()) {
                // A process that reads it has it open, and can still read it.
                Files.deleteIfExists(copy.file());
                taken -= copy.bytes();
            }
        }
        return file;
    }

    private List<Copy> copies() throws IOException {
        List<Copy> copies = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    add(file, copies);
                }
            }
        }
        return copies;
    }

    private static void add(Path file, List<Copy> to) throws IOException {
        String name = file.getFileName().toString();
        if (!name.endsWith(FINISHED) && !name.endsWith(UNFINISHED)) {
            return;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            long reserved =
                    name.endsWith(UNFINISHED) ? Long.parseLong(name.substring(0, name.indexOf(RESERVED_END))) : 0;
            to.add(new Copy(
                    file,
                    Math.max(attributes.size(), reserved),
                    attributes.lastModifiedTime().toMillis()));
        } catch (NoSuchFileException e) {
            LOG.debug("another process removed {}", file);
        }
    }

    private static long taken(List<Copy> copies) {
        return copies.stream().mapToLong(Copy::bytes).sum();
    }

    private long free() throws IOException {
        long free = 0;
        for (Path folder : folders) {
            free += Files.getFileStore(folder).getUsableSpace();
        }
        return free;
    }
}
