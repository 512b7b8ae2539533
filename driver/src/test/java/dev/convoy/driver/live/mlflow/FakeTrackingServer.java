package dev.convoy.driver.live.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The part of MLflow's REST interface that Convoy uses, with the rules that a real server checks. */
public final class FakeTrackingServer implements AutoCloseable {
    /** How the server treats requests. */
    public enum Manner {
        WORKS,
        HANGS,
        ANSWERS_500
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A run of the server; metrics are {@code step name=value}. */
    public static final class Run {
        public final Map<String, String> params = new TreeMap<>();
        public final Map<String, String> tags = new TreeMap<>();
        public final List<String> metrics = new CopyOnWriteArrayList<>();
        public final List<String> statuses = new CopyOnWriteArrayList<>();
    }

    public final Map<String, Run> runs = new ConcurrentHashMap<>();
    /** Runs that somebody has deleted: as a real server does, this one keeps them and refuses to change them. */
    public final List<String> deleted = new CopyOnWriteArrayList<>();

    public final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final Map<String, String> experiments = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile Manner manner;

    /** An answer with its HTTP status. */
    private record Answer(int status, Object content) {
        static Answer error(int status, String code) {
            return new Answer(status, Map.of("error_code", code, "message", "as the test wants it"));
        }
    }

    public FakeTrackingServer(Manner manner) throws IOException {
        this.manner = manner;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/base/api/2.0/mlflow/", this::handle);
        server.start();
    }

    public void become(Manner other) {
        manner = other;
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/base";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            Answer answer =
                    switch (manner) {
                        case WORKS ->
                            answer(
                                    exchange.getRequestURI().getPath().replaceFirst(".*/mlflow/", ""),
                                    String.valueOf(exchange.getRequestURI().getQuery()),
                                    request);
                        case HANGS -> hang();
                        case ANSWERS_500 -> Answer.error(500, "INTERNAL_ERROR");
                    };
            byte[] bytes = JSON.writeValueAsString(answer.content()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer hang() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.error(503, "TEMPORARILY_UNAVAILABLE");
    }

    private synchronized Answer answer(String method, String query, JsonNode request) {
        switch (method) {
            case "experiments/get-by-name" -> {
                String id = experiments.get(query.replace("experiment_name=", ""));
                return id == null
                        ? Answer.error(404, "RESOURCE_DOES_NOT_EXIST")
                        : new Answer(200, Map.of("experiment", Map.of("experiment_id", id)));
            }
            case "experiments/create" -> {
                String id = Integer.toString(experiments.size() + 1);
                experiments.put(request.get("name").asText(), id);
                return new Answer(200, Map.of("experiment_id", id));
            }
            case "runs/create" -> {
                if (!experiments.containsValue(request.get("experiment_id").asText())) {
                    return Answer.error(404, "RESOURCE_DOES_NOT_EXIST");
                }
                String id = "run" + (runs.size() + 1);
                runs.put(id, new Run());
                return new Answer(200, Map.of("run", Map.of("info", Map.of("run_id", id))));
            }
            default -> {
                if (deleted.contains(request.get("run_id").asText())) {
                    return new Answer(
                            400,
                            Map.of(
                                    "error_code",
                                    "INVALID_PARAMETER_VALUE",
                                    "message",
                                    "The run must be in the 'active' state. Current state is deleted."));
                }
                Run run = runs.get(request.get("run_id").asText());
                return run == null ? Answer.error(404, "RESOURCE_DOES_NOT_EXIST") : changed(run, method, request);
            }
        }
    }

    private static Answer changed(Run run, String method, JsonNode request) {
        if (method.equals("runs/update")) {
            run.statuses.add(request.get("status").asText());
            return new Answer(200, Map.of());
        }
        if (request.path("metrics").size() > 1000 || request.path("params").size() > 100) {
            return Answer.error(400, "INVALID_PARAMETER_VALUE");
        }
        for (JsonNode param : request.path("params")) {
            String value = param.get("value").asText();
            if (!value.equals(run.params.getOrDefault(param.get("key").asText(), value))) {
                return Answer.error(400, "INVALID_PARAMETER_VALUE");
            }
            run.params.put(param.get("key").asText(), value);
        }
        request.path("tags")
                .forEach(tag ->
                        run.tags.put(tag.get("key").asText(), tag.get("value").asText()));
        request.path("metrics")
                .forEach(metric -> run.metrics.add(metric.get("step").asInt() + " "
                        + metric.get("key").asText() + "=" + metric.get("value").asDouble()));
        return new Answer(200, Map.of());
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
