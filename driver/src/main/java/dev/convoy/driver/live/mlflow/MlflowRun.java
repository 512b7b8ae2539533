package dev.convoy.driver.live.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The run of a tracking server that belongs to a run folder; {@code mlflow.json} in the folder names it, so that a run
 * that continues goes on there.
 *
 * @param server address of the server
 */
record MlflowRun(String server, String runId) {
    private static final String FILE = "mlflow.json";

    /** Continues the folder's run on this server, or creates one. */
    static MlflowRun open(MlflowClient client, RunFolder folder) throws IOException {
        Optional<MlflowRun> before = read(folder).filter(run -> run.isOn(client.server()));
        if (before.isPresent() && before.get().goesOn(client)) {
            return before.get();
        }
        MlflowRun created = create(client, folder.path().getName());
        folder.replace(FILE, Json.pretty(created));
        return created;
    }

    private static Optional<MlflowRun> read(RunFolder folder) throws IOException {
        Optional<byte[]> content = folder.read(FILE);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Json.reader(MlflowRun.class).readValue(content.get()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private boolean isOn(TrackingServer asked) {
        return asked.address().equals(server) && runId != null;
    }

    private boolean goesOn(MlflowClient client) throws IOException {
        try {
            client.post("runs/update", Map.of("run_id", runId, "status", "RUNNING"));
            return true;
        } catch (MlflowException e) {
            if (e.isMissing() || e.isDeleted()) {
                return false;
            }
            throw e;
        }
    }

    private static MlflowRun create(MlflowClient client, String name) throws IOException {
        JsonNode created = client.post(
                "runs/create",
                Map.of(
                        "experiment_id",
                        experiment(client),
                        "run_name",
                        name,
                        "start_time",
                        System.currentTimeMillis(),
                        "tags",
                        List.of(Map.of("key", "mlflow.runName", "value", name))));
        return new MlflowRun(client.server().address(), required(created.at("/run/info/run_id"), "run_id"));
    }

    private static String experiment(MlflowClient client) throws IOException {
        String name = client.server().experiment();
        try {
            JsonNode found = client.get("experiments/get-by-name", "experiment_name", name);
            if (found.at("/experiment/lifecycle_stage").asText().equals("deleted")) {
                throw new IOException("the tracking server's experiment must not be deleted. Given: " + name
                        + ". Restore it, or name another in MLFLOW_EXPERIMENT_NAME");
            }
            return required(found.at("/experiment/experiment_id"), "experiment_id");
        } catch (MlflowException e) {
            if (!e.isMissing()) {
                throw e;
            }
            JsonNode created = client.post("experiments/create", Map.of("name", name));
            return required(created.path("experiment_id"), "experiment_id");
        }
    }

    private static String required(JsonNode value, String name) throws IOException {
        if (value.asText().isEmpty()) {
            throw new IOException("the answer of a tracking server must have " + name);
        }
        return value.asText();
    }
}
