package dev.convoy.driver.live.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests to a tracking server and reads its answers, each within a limited time. */
final class MlflowClient {
    private static final String API = "/api/2.0/mlflow/";
    private static final int OK = 200;

    private final TrackingServer server;
    private final Duration timeout;
    private final HttpClient http;

    MlflowClient(TrackingServer server, Duration timeout) {
        this.server = server;
        this.timeout = timeout;
        // Redirects are not followed: another host must not get the password.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    TrackingServer server() {
        return server;
    }

    JsonNode get(String method, String parameter, String value) throws IOException {
        String query = "?" + parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return send(method, request(method + query).GET());
    }

    JsonNode post(String method, Map<String, ?> content) throws IOException {
        return send(
                method,
                request(method)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.line(content))));
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + API + pathAndQuery));
        server.authorization().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private JsonNode send(String method, HttpRequest.Builder request) throws IOException {
        HttpResponse<String> answer = answer(method, request.build());
        JsonNode content = json(answer.body());
        if (answer.statusCode() != OK) {
            throw new MlflowException(
                    server + " " + method,
                    answer.statusCode(),
                    content.path("error_code").asText(),
                    content.path("message").asText());
        }
        return content;
    }

    /** A timeout of the request itself would end once the headers have come. */
    private HttpResponse<String> answer(String method, HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException(server + " " + method + ": no answer after " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw new IOException(server + " " + method + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(server + " " + method);
        } finally {
            answer.cancel(true);
        }
    }

    /** A proxy in between may answer with a page. */
    private static JsonNode json(String body) throws IOException {
        try {
            JsonNode content = Json.reader(JsonNode.class).readValue(body);
            return content == null ? MissingNode.getInstance() : content;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
