package dev.convoy.driver.live.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.live.Point;
import dev.convoy.driver.live.PointSink;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sends parameters, metrics and the end of a run to an MLflow tracking server. */
public final class MlflowSink implements PointSink {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** The limit of old servers; new ones allow more. */
    private static final int MAX_VALUE_CHARACTERS = 250;

    /** MLflow's words for the status in {@code run.json}. */
    private static final Map<String, String> STATUS =
            Map.of("completed", "FINISHED", "stopped", "KILLED", "interrupted", "KILLED", "failed", "FAILED");

    private final MlflowClient client;
    private final RunFolder folder;
    /** The name of {@code run.json}, which says how the run ended. */
    private final String summary;

    private final Map<String, String> parameters;
    /** Null until the server has answered. */
    private MlflowRun run;

    /** @param parameters that no later process of this run changes, as MLflow requires */
    public MlflowSink(TrackingServer server, RunFolder folder, String summary, Map<String, String> parameters) {
        this.client = new MlflowClient(server, TIMEOUT);
        this.folder = folder;
        this.summary = summary;
        this.parameters = parameters;
    }

    @Override
    public void write(List<Point> points) throws IOException {
        begin();
        List<Map<String, ?>> metrics = new ArrayList<>();
        for (Point point : points) {
            point.scalars().forEach((key, value) -> metrics.add(metric(key, value, point.millis(), point.round())));
        }
        if (!metrics.isEmpty()) {
            client.post("runs/log-batch", Map.of("run_id", run.runId(), "metrics", metrics));
        }
    }

    private void begin() throws IOException {
        if (run != null) {
            return;
        }
        MlflowRun opened = MlflowRun.open(client, folder);
        client.post("runs/log-batch", Map.of("run_id", opened.runId(), "params", pairs(parameters)));
        run = opened;
    }

    @Override
    public void close() throws IOException {
        Optional<byte[]> content = folder.read(summary);
        if (content.isEmpty()) {
            return;
        }
        JsonNode end = Json.reader(JsonNode.class).readValue(content.get());
        begin();
        long now = System.currentTimeMillis();
        client.post(
                "runs/log-batch",
                Map.of("run_id", run.runId(), "metrics", testMetrics(end, now), "tags", pairs(tags(end))));
        String status = STATUS.getOrDefault(end.path("status").asText(), "FAILED");
        client.post("runs/update", Map.of("run_id", run.runId(), "status", status, "end_time", now));
    }

    /** With validation images, the test images are evaluated once, at the end. */
    private static List<Map<String, ?>> testMetrics(JsonNode end, long now) {
        if (!end.path("validationAccuracy").isNumber()
                || !end.path("testAccuracy").isNumber()) {
            return List.of();
        }
        int rounds = end.path("rounds").asInt();
        return List.of(
                metric("test/accuracy", end.path("testAccuracy").asDouble(), now, rounds),
                metric("test/loss", end.path("testLoss").asDouble(), now, rounds));
    }

    private static Map<String, String> tags(JsonNode end) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String name : List.of("paramsSha256", "engine", "arithmetic", "error")) {
            if (end.path(name).isTextual()) {
                tags.put("convoy." + name, end.path(name).asText());
            }
        }
        return tags;
    }

    private static Map<String, ?> metric(String key, double value, long millis, int step) {
        return Map.of("key", key, "value", value, "timestamp", millis, "step", step);
    }

    private static List<Map<String, String>> pairs(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> Map.of("key", entry.getKey(), "value", shortened(entry.getValue())))
                .toList();
    }

    private static String shortened(String value) {
        return value.substring(0, Math.min(value.length(), MAX_VALUE_CHARACTERS));
    }
}
