package dev.convoy.driver.prepare;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.task.WriteShards;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.StorageFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder {@code prepare.to}. A file in it says that a dataset is being made: what a killed {@code prepare} has left
 * may be replaced, what others have put there may not.
 */
public final class TargetFolder {
    private static final String MARK = "_preparing.json";
    private static final Pattern SHARD = Pattern.compile("(\\.attempt-)?part-\\d{5,}\\.parquet(-\\d+)?");
    private static final Pattern SIDE_FILE = Pattern.compile("(\\.attempt-)?(quarantine|classes)\\.parquet(-\\d+)?"
            + "|\\.?manifest\\.json(\\.tmp|\\.old)?|\\.?_preparing\\.json(\\.tmp|\\.old)?");

    private final RunFolder folder;
    private boolean created;

    private TargetFolder(RunFolder folder) {
        this.folder = folder;
    }

    /** Looks at the folder; creates nothing. */
    public static TargetFolder at(String to, Configuration hadoop) throws IOException {
        return new TargetFolder(RunFolder.at("prepare.to", to, hadoop));
    }

    public RunFolder folder() {
        return folder;
    }

    FileSystem files() {
        return folder.files();
    }

    public Path path() {
        return folder.path();
    }

    /** Returns the manifest if the folder is a dataset already. */
    public Optional<DatasetManifest> dataset() throws IOException {
        UserPath named = new UserPath(files(), path());
        return DatasetManifest.isIn(named) ? Optional.of(DatasetManifest.read("prepare.to", named)) : Optional.empty();
    }

    /**
     * Creates the folder, unless it exists.
     *
     * @throws InvalidInputException if it has files that no {@code prepare} has left, or cannot be written to
     */
    public void create() throws IOException {
        try {
            FileStatus[] present = files().listStatus(path());
            if (present.length > 0 && !files().exists(new Path(path(), MARK))) {
                throw new InvalidInputException(
                        "prepare.to must be a new or empty folder",
                        path() + " with " + present[0].getPath().getName(),
                        "Give another folder.");
            }
        } catch (FileNotFoundException e) {
            created = true;
        }
        try {
            files().mkdirs(path());
            folder.replace(MARK, new byte[] {'{', '}', '\n'});
        } catch (IOException e) {
            if (!StorageFailure.isLasting(e)) {
                throw e;
            }
            throw new InvalidInputException(
                    "prepare.to must be a folder that can be written to",
                    path(),
                    StorageFailure.of(e).orElseThrow().remedy(),
                    e);
        }
    }

    /** Removes what an earlier {@code prepare} has left, and makes the folders of the splits. */
    void begin() throws IOException {
        removeFiles();
        for (Split split : Split.values()) {
            files().mkdirs(new Path(path(), split.key()));
        }
    }

    /** Removes attempts of tasks that have not won, and empty folders. */
    void tidy() throws IOException {
        for (Split split : Split.values()) {
            Path part = new Path(path(), split.key());
            for (FileStatus file : list(part)) {
                if (file.getPath().getName().startsWith(WriteShards.ATTEMPT_PREFIX)) {
                    files().delete(file.getPath(), false);
                }
            }
            removeIfEmpty(part);
        }
    }

    /** Takes the mark away: the dataset is whole. */
    void end() throws IOException {
        files().delete(new Path(path(), MARK), false);
    }

    /** Removes what {@code prepare} has written, and nothing else. */
    public void discard() throws IOException {
        removeFiles();
        files().delete(new Path(path(), MARK), false);
    }

    /** Removes the folder if it was created and nothing is in it. */
    public void removeIfEmpty() throws IOException {
        if (created) {
            removeIfEmpty(path());
        }
    }

    private void removeFiles() throws IOException {
        for (Split split : Split.values()) {
            Path part = new Path(path(), split.key());
            for (FileStatus file : list(part)) {
                if (SHARD.matcher(file.getPath().getName()).matches()) {
                    files().delete(file.getPath(), false);
                }
            }
            removeIfEmpty(part);
        }
        for (FileStatus file : list(path())) {
            String name = file.getPath().getName();
            if (!name.equals(MARK) && SIDE_FILE.matcher(name).matches()) {
                files().delete(file.getPath(), false);
            }
        }
    }

    private void removeIfEmpty(Path part) throws IOException {
        if (files().exists(part) && list(part).length == 0) {
            files().delete(part, false);
        }
    }

    private FileStatus[] list(Path part) throws IOException {
        try {
            return files().listStatus(part);
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }
}
