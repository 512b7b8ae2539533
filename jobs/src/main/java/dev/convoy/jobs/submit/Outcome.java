package dev.convoy.jobs.submit;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How a driver in the cluster ended, as it has left it in a file.
 *
 * @param code its exit code
 * @param message its line on the error, if it failed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Outcome(int code, String message) {
    private static final String HADOOP = "spark.hadoop.";

    /** Reads and removes the file; empty if the driver has not written it or it cannot be read. */
    static Optional<Outcome> take(String file, Settings settings) {
        Configuration hadoop = new Configuration();
        settings.all().forEach((key, value) -> {
            if (key.startsWith(HADOOP)) {
                hadoop.set(key.substring(HADOOP.length()), value);
            }
        });
        try {
            Path path = new Path(file);
            FileSystem files = path.getFileSystem(hadoop);
            byte[] json;
            try (InputStream in = files.open(path)) {
                json = in.readAllBytes();
            }
            files.delete(path, false);
            return Optional.of(new ObjectMapper().readValue(json, Outcome.class));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
