package dev.convoy.jobs.submit;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.run.Json;
import dev.convoy.jobs.job.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The file to which a driver in the cluster writes its outcome. */
final class OutcomeFile {
    private OutcomeFile() {}

    /**
     * Names a hidden file next to the run's folder, which may not exist yet. The result is empty if the folder's file
     * system is not known on this machine, as when its library comes with {@code --packages}: the driver then cannot
     * use the file.
     */
    static Optional<String> nextTo(String run, String id, Configuration hadoop) {
        try {
            Path folder = UserPath.of("run.dir", run, hadoop).path();
            Path parent = folder.getParent() == null ? folder : folder.getParent();
            return Optional.of(new Path(parent, ".convoy-" + id + ".json").toString());
        } catch (IOException | InvalidInputException e) {
            return Optional.empty();
        }
    }

    /** Reads and removes the file; empty if the driver has not written it or it cannot be read. */
    static Optional<Outcome> take(String file, Configuration hadoop) {
        try {
            Path path = new Path(file);
            FileSystem files = path.getFileSystem(hadoop);
            byte[] json;
            try (InputStream in = files.open(path)) {
                json = in.readAllBytes();
            }
            files.delete(path, false);
            return Optional.of(Json.reader(Outcome.class).readValue(json));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
