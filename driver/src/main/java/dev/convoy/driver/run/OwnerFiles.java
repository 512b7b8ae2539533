package dev.convoy.driver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The owner files {@code owner-N.json} of a run folder. There is more than one only while the owner changes. */
record OwnerFiles(RunFolder folder) {
    private static final Pattern NAME = Pattern.compile("owner-(\\d{1,9})\\.json");

    /** Returns the owners by the numbers of their files; empty if a file is not yet written. */
    SortedMap<Integer, Optional<Owner>> all() throws IOException {
        SortedMap<Integer, Optional<Owner>> owners = new TreeMap<>();
        for (FileStatus file : folder.files().listStatus(folder.path())) {
            Matcher name = NAME.matcher(file.getPath().getName());
            if (name.matches()) {
                int number = Integer.parseInt(name.group(1));
                owners.put(number, read(number));
            }
        }
        return owners;
    }

    /**
     * Creates a file unless one of that number exists. This is atomic on local disks and on HDFS; on other file
     * systems, the process that loses finds the other's content when it reads the file again.
     *
     * @return whether the file is this owner's
     */
    boolean create(int number, Owner owner) throws IOException {
        FSDataOutputStream created;
        try {
            created = folder.files().create(path(number), false);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        try (FSDataOutputStream out = created) {
            out.write(Json.pretty(owner));
        } catch (IOException e) {
            // A full disk accepts a file, but no content.
            try {
                delete(number);
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
        return isOf(number, owner);
    }

    /** Whether a file is this owner's. */
    boolean isOf(int number, Owner owner) throws IOException {
        return read(number).equals(Optional.of(owner));
    }

    /** Reads a file; empty if it is gone or not yet written. */
    Optional<Owner> read(int number) throws IOException {
        Optional<byte[]> json = folder.read(name(number));
        if (json.isEmpty()) {
            return Optional.empty();
        }
        try {
            Owner owner = Json.reader(Owner.class).readValue(json.get());
            return Optional.ofNullable(owner == null || owner.process() == null ? null : owner);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the time of the owner's last sign of life, by the clock of the file system or of the owner; empty if the
     * file is gone.
     */
    Optional<Long> lastSign(int number) throws IOException {
        try {
            return Optional.of(folder.files().getFileStatus(path(number)).getModificationTime());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Shows that the owner is alive. */
    void renew(int number, Owner owner) throws IOException {
        Optional<Long> before = lastSign(number);
        long now = System.currentTimeMillis();
        folder.files().setTimes(path(number), now, -1);
        if (lastSign(number).equals(before) && !before.equals(Optional.of(now))) {
            // An object store does not set times, but replaces a file as a whole.
            folder.write(path(number), out -> out.write(Json.pretty(owner)));
        }
    }

    void delete(int number) throws IOException {
        folder.files().delete(path(number), false);
    }

    private Path path(int number) {
        return new Path(folder.path(), name(number));
    }

    private static String name(int number) {
        return "owner-" + number + ".json";
    }
}
