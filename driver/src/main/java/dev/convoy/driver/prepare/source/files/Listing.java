package dev.convoy.driver.prepare.source.files;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.StorageFailure;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * All visible files below a folder, or one file. Their order, folder by folder and by name, does not depend on the
 * file system's. About 100 bytes a file are kept.
 */
public final class Listing {
    /** Enough for any layout; a link to a folder above itself would go on for ever. */
    private static final int MAX_DEPTH = 32;

    private final String key;
    private final UserPath given;
    private final boolean file;
    private final List<String> names = new ArrayList<>();
    private final List<String> emptyFolders = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final LongStream.Builder collectedLengths = LongStream.builder();
    private long[] lengths;
    private int hidden;
    private String firstHidden;

    private record Entry(String name, long length, Path folder) {}

    private Listing(String key, UserPath given, boolean file) {
        this.key = key;
        this.given = given;
        this.file = file;
    }

    /**
     * Lists a folder and all folders below it, or one file.
     *
     * @param key the option that names it, for messages
     * @throws InvalidInputException if there is nothing, or this user may not read it
     */
    public static Listing of(String key, UserPath given) throws IOException {
        FileStatus status;
        try {
            status = given.files().getFileStatus(given.path());
        } catch (IOException e) {
            throw refused(key, given.path(), e);
        }
        Listing listing = new Listing(key, given, status.isFile());
        if (listing.file) {
            listing.add(given.path().getName(), status.getLen());
        } else {
            listing.walk(given.path(), "", 0);
        }
        listing.lengths = listing.collectedLengths.build().toArray();
        return listing;
    }

    /** Whether one file was named, not a folder. */
    public boolean isFile() {
        return file;
    }

    public int size() {
        return names.size();
    }

    /** Paths of all files relative to {@link #root}. */
    public List<String> names() {
        return Collections.unmodifiableList(names);
    }

    /** Path of a file relative to {@link #root}. */
    public String name(int index) {
        return names.get(index);
    }

    public long length(int index) {
        return lengths[index];
    }

    /** Visible folders without a visible file, relative to {@link #root}. */
    public List<String> emptyFolders() {
        return emptyFolders;
    }

    /** What is there and cannot be looked at: links to nothing, and names that are not in the locale's encoding. */
    public List<String> lost() {
        return lost;
    }

    /** The folder that names are relative to. */
    public UserPath root() {
        return file ? new UserPath(given.files(), given.path().getParent()) : given;
    }

    public Path path(int index) {
        return path(root(), name(index));
    }

    /** Returns the path of a file below a folder; names are literal. */
    public static Path path(UserPath root, String name) {
        return new Path(root.path() + "/" + name);
    }

    /** Returns a note about the files that were left out, if there are any. */
    public List<String> notes() {
        return hidden == 0
                ? List.of()
                : List.of("left out " + hidden
                        + (hidden == 1 ? " hidden file or folder: " : " hidden files or folders such as ")
                        + InvalidInputException.printable(firstHidden));
    }

    private void walk(Path folder, String prefix, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new InvalidInputException(
                    "folders in " + key + " must be nested at most " + MAX_DEPTH + " deep",
                    prefix,
                    "Look for a link to a folder above.");
        }
        int before = names.size();
        for (Entry entry : entries(folder, prefix)) {
            if (entry.folder() == null) {
                add(prefix + entry.name(), entry.length());
            } else {
                walk(entry.folder(), prefix + entry.name() + "/", depth + 1);
            }
        }
        if (names.size() == before && depth > 0) {
            emptyFolders.add(prefix.substring(0, prefix.length() - 1));
        }
    }

    private List<Entry> entries(Path folder, String prefix) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try {
            RemoteIterator<FileStatus> found = given.files().listStatusIterator(folder);
            while (found.hasNext()) {
                FileStatus status = found.next();
                String name = status.getPath().getName();
                if (HiddenNames.contain(name)) {
                    hide(prefix + name);
                } else {
                    entries.add(new Entry(name, status.getLen(), status.isDirectory() ? status.getPath() : null));
                }
            }
            findLost(folder, prefix, entries);
        } catch (IOException e) {
            throw refused(key, folder, e);
        }
        entries.sort(Comparator.comparing(Entry::name, CodePointOrder.INSTANCE));
        return entries;
    }

    /** Hadoop's local file system leaves out what it cannot look at. */
    private void findLost(Path folder, String prefix, List<Entry> entries) {
        String[] all = given.files() instanceof RawLocalFileSystem
                ? new File(folder.toUri().getPath()).list()
                : null;
        if (all == null) {
            return;
        }
        Set<String> found = entries.stream().map(Entry::name).collect(Collectors.toSet());
        Arrays.stream(all)
                .filter(name -> !found.contains(name) && !HiddenNames.contain(name))
                .sorted(CodePointOrder.INSTANCE)
                .forEach(name -> lost.add(prefix + name));
    }

    private void add(String name, long length) {
        names.add(name);
        collectedLengths.add(length);
    }

    private void hide(String name) {
        hidden++;
        if (firstHidden == null || CodePointOrder.INSTANCE.compare(name, firstHidden) < 0) {
            firstHidden = name;
        }
    }

    private static IOException refused(String key, Path path, IOException cause) throws IOException {
        if (StorageFailure.of(cause)
                .filter(kind -> kind == StorageFailure.PERMISSION)
                .isPresent()) {
            throw new InvalidInputException(
                    key + " must be readable by this user",
                    path,
                    "Change the permissions, or name another path.",
                    cause);
        }
        if (cause instanceof FileNotFoundException) {
            throw new InvalidInputException(
                    key + " must name a file or folder that exists",
                    path,
                    "Check the path; on a cluster, all machines must see it.",
                    cause);
        }
        return cause;
    }
}
