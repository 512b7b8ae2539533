package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.Json;
import dev.convoy.jobs.job.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file to which a driver in the cluster writes its outcome.
 *
 * @param beside hidden file next to the run's folder, which may not exist yet
 * @param folder the run's folder, which holds the file instead if the driver may not write next to it
 */
record OutcomeFile(Path beside, Path folder) {
    /**
     * Names the file. The result is empty if the folder's file system is not known on this machine, as when its library
     * comes with {@code --packages}: the driver then cannot use the file.
     */
    static Optional<OutcomeFile> of(String run, String id, Configuration hadoop) {
        try {
            Path folder = UserPath.of("run.dir", run, hadoop).path();
            Path parent = folder.getParent() == null ? folder : folder.getParent();
            return Optional.of(new OutcomeFile(new Path(parent, ".convoy-" + id + ".json"), folder));
        } catch (IOException | InvalidInputException e) {
            return Optional.empty();
        }
    }

    /** Returns the properties that tell the driver. */
    Map<String, String> properties() {
        return Map.of(Outcome.FILE_PROPERTY, beside.toString(), Outcome.FOLDER_PROPERTY, folder.toString());
    }

    /**
     * Reads and removes the file.
     *
     * @throws IOException if the driver has not written it, or it cannot be read
     */
    Outcome take(Configuration hadoop) throws IOException {
        FileSystem files = beside.getFileSystem(hadoop);
        try {
            return take(beside, files);
        } catch (FileNotFoundException e) {
            return take(new Path(folder, beside.getName()), files);
        }
    }

    private static Outcome take(Path file, FileSystem files) throws IOException {
        byte[] json;
        try (InputStream in = files.open(file)) {
            json = in.readAllBytes();
        }
        files.delete(file, false);
        return Json.reader(Outcome.class).readValue(json);
    }
}
