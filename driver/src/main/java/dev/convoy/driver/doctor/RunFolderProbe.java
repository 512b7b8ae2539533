package dev.convoy.driver.doctor;

import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries on the folder of a run what the run will do with it: writes a file, renames it over another, reads it. */
public final class RunFolderProbe {
    private static final String NAME = ".convoy-doctor";
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    private static final Logger LOG = LoggerFactory.getLogger(RunFolderProbe.class);

    private RunFolderProbe() {}

    /**
     * Leaves nothing behind, and removes the folder if it did not exist before.
     *
     * @throws dev.convoy.base.InvalidInputException if the folder cannot be written to
     * @throws IOException if that may succeed later
     */
    public static Optional<Finding> tryOut(RunFolder folder) throws IOException {
        Optional<Path> created = missing(folder);
        try {
            folder.create();
            folder.replace(NAME, "old".getBytes(StandardCharsets.UTF_8));
            folder.replace(NAME, NEW);
            boolean isReplaced =
                    folder.read(NAME).filter(read -> Arrays.equals(read, NEW)).isPresent();
            return isReplaced
                    ? Optional.empty()
                    : Optional.of(Finding.error(
                            "run-folder-stale",
                            "run.dir must be on a file system that gives back what was written last",
                            folder.path(),
                            "A run that continues would read an old checkpoint.",
                            "Set -D run.dir=FOLDER on another file system."));
        } finally {
            folder.files().delete(new Path(folder.path(), NAME), false);
            if (created.isPresent()) {
                removeEmpty(folder, created.get());
            }
        }
    }

    /** Removes the folders from the run's up to this one; other runs may have begun in them since. */
    private static void removeEmpty(RunFolder folder, Path uppermost) {
        try {
            Path path = folder.path();
            while (folder.files().delete(path, false) && !path.equals(uppermost)) {
                path = path.getParent();
            }
        } catch (IOException e) {
            LOG.debug("a folder on the way to the run's is in use", e);
        }
    }

    /** Returns the uppermost folder on the way that does not exist. */
    private static Optional<Path> missing(RunFolder folder) throws IOException {
        Optional<Path> uppermost = Optional.empty();
        for (Path path = folder.path(); path != null && !folder.files().exists(path); path = path.getParent()) {
            uppermost = Optional.of(path);
        }
        return uppermost;
    }
}
