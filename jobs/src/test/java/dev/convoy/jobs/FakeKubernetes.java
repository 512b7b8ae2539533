package dev.convoy.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A stand-in for Kubernetes' API server: accepts every object that is sent, and remembers it. It knows no pods, and so
 * never starts one.
 */
final class FakeKubernetes implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<JsonNode> objects = new CopyOnWriteArrayList<>();

    FakeKubernetes() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Returns the master's URL for Spark. */
    String master() {
        return "k8s://http://localhost:" + server.getAddress().getPort();
    }

    /** Returns the objects of a kind, in the order in which they were sent. */
    List<JsonNode> objects(String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .toList();
    }

    /** Returns the first pod with a role, {@code driver} or {@code executor}. */
    Optional<JsonNode> pod(String role) {
        return objects("Pod").stream()
                .filter(pod -> pod.at("/metadata/labels/spark-role").asText().equals(role))
                .findFirst();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        if (body.length > 0 && !exchange.getRequestMethod().equals("DELETE")) {
            ObjectNode object = (ObjectNode) MAPPER.readTree(body);
            objects.add(object.deepCopy());
            object.withObject("/metadata").put("uid", "uid-" + objects.size()).put("resourceVersion", "1");
            send(exchange, 201, MAPPER.writeValueAsBytes(object));
            return;
        }
        boolean isList = path.matches(".*/(pods|configmaps|services|persistentvolumeclaims)");
        boolean isWatch = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
        if (isWatch) {
            watch(exchange);
            return;
        }
        if (isList) {
            send(
                    exchange,
                    200,
                    "{\"kind\": \"List\", \"apiVersion\": \"v1\", \"metadata\": {}, \"items\": []}"
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        send(
                exchange,
                404,
                "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 404}".getBytes(StandardCharsets.UTF_8));
    }

    /** Refuses a web socket in the way that makes the client watch by a plain request, which hangs: nothing ever happens. */
    private static void watch(HttpExchange exchange) throws IOException {
        if (exchange.getRequestHeaders().containsKey("Upgrade")) {
            send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().flush();
    }

    private static void send(HttpExchange exchange, int code, byte[] json) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
