package dev.convoy.driver.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the copies of a host's shards within a limit. What there is, is what the folders hold: nothing is remembered. */
final class CacheSpace {
    static final String FINISHED = ".shard";
    static final String UNFINISHED = ".tmp";

    private static final Logger LOG = LoggerFactory.getLogger(CacheSpace.class);

    private final List<Path> folders;
    private final long limitBytes;

    private record Copy(Path file, long bytes, long lastUsedMillis) {}

    /** @param limitBytes negative for half of what is free, counting what the copies have already */
    CacheSpace(List<Path> folders, long limitBytes) throws IOException {
        this.folders = folders;
        this.limitBytes = limitBytes >= 0 ? limitBytes : (free() + taken(copies())) / 2;
    }

    /** Removes the copies that were not used for longest until there is room for this many bytes. */
    void makeRoom(long bytes) throws IOException {
        List<Copy> copies = copies();
        copies.sort(Comparator.comparingLong(Copy::lastUsedMillis));
        long taken = taken(copies);
        for (Copy copy : copies) {
            if (taken + bytes <= limitBytes) {
                return;
            }
            // A process that reads it has it open, and can still read it.
            Files.deleteIfExists(copy.file());
            taken -= copy.bytes();
        }
        if (bytes > limitBytes) {
            LOG.warn("a shard has {} bytes, more than data.cache allows for all: {}", bytes, limitBytes);
        }
    }

    private List<Copy> copies() throws IOException {
        List<Copy> copies = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(found -> found.toString().endsWith(FINISHED))
                        .toList()) {
                    add(file, copies);
                }
            }
        }
        return copies;
    }

    private static void add(Path file, List<Copy> to) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            to.add(new Copy(
                    file, attributes.size(), attributes.lastModifiedTime().toMillis()));
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
