package dev.convoy.driver.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file {@code control.json} of a run folder, with the newest request. The run removes it when it is fulfilled. */
public record ControlFile(RunFolder folder) {
    private static final Logger LOG = LoggerFactory.getLogger(ControlFile.class);
    private static final String NAME = "control.json";

    public void write(Request request) throws IOException {
        folder.replace(NAME, Json.pretty(request));
    }

    /** Returns the request, if there is one that can be read: a run does not fail because its file system is slow. */
    Optional<Request> read() {
        try {
            Optional<byte[]> json = folder.read(NAME);
            return json.isEmpty()
                    ? Optional.empty()
                    : Optional.<Request>ofNullable(Json.reader(Request.class).readValue(json.get()))
                            .filter(request -> request.kind() != null);
        } catch (JsonProcessingException e) {
            LOG.warn("{} is not a request: {}", NAME, e.getOriginalMessage());
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", NAME, e.toString());
        }
        return Optional.empty();
    }

    /**
     * Removes a request that was made before a time.
     *
     * @return the request that was removed
     */
    public Optional<Request> removeBefore(Instant time) {
        return read().filter(request -> request.isBefore(time) && remove());
    }

    /** Returns whether there is no request any more. */
    boolean remove() {
        Path file = new Path(folder.path(), NAME);
        try {
            return folder.files().delete(file, false) || !folder.files().exists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", NAME, e.toString());
            return false;
        }
    }
}
