package dev.convoy.jobs.job;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.StorageFailure;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The file that an option {@code --out} names, on any Hadoop file system.
 *
 * @param option name of the option, for messages
 */
public record OutputFile(String option, RunFolder file) {
    public static OutputFile of(String option, String location, Configuration hadoop) throws IOException {
        return new OutputFile(option, RunFolder.at(option, location, hadoop));
    }

    public Path path() {
        return file.path();
    }

    /** @throws InvalidInputException if the file exists already */
    public void requireNew() throws IOException {
        if (file.files().exists(path())) {
            throw new InvalidInputException(
                    option + " must name a file that does not exist yet",
                    path(),
                    "Give another name, or remove it first.");
        }
    }

    /**
     * Writes the file as a whole, or not at all.
     *
     * @throws InvalidInputException if it cannot be written until somebody changes a setting
     * @throws IOException if that may succeed later, as when the disk is full
     */
    public void write(RunFolder.Content content) throws IOException {
        try {
            if (new UserPath(file.files(), path()).isFolder()) {
                throw new InvalidInputException(
                        option + " must name a file", path() + ", a folder", "Add a file's name.");
            }
            new RunFolder(file.files(), path().getParent()).replace(path().getName(), content);
        } catch (IOException e) {
            if (!StorageFailure.isLasting(e)) {
                throw e;
            }
            throw new InvalidInputException(
                    option + " must name a file that can be written",
                    path(),
                    StorageFailure.of(e).orElseThrow().remedy(),
                    e);
        }
    }
}
