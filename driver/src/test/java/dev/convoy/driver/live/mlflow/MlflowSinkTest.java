package dev.convoy.driver.live.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.live.Point;
import dev.convoy.driver.live.mlflow.FakeTrackingServer.Manner;
import dev.convoy.driver.live.mlflow.FakeTrackingServer.Run;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlflowSinkTest {
    private static final Map<String, String> IDENTITY = Map.of("train.seed", "42", "model", "x".repeat(10_000));

    @TempDir
    private Path folder;

    @Test
    void aRunHasItsParametersMetricsAndEnd() throws IOException {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.WORKS)) {
            try (MlflowSink sink = sink(server)) {
                sink.write(List.of());
                sink.write(List.of(point(1), point(2)));
                end("completed", ", \"paramsSha256\": \"abc\"");
            }

            Run run = server.runs.get("run1");
            assertThat(run.params).containsEntry("train.seed", "42").containsKey("model");
            assertThat(run.metrics).containsExactly("1 loss=1.0", "2 loss=2.0");
            assertThat(run.statuses).containsExactly("FINISHED");
            assertThat(run.tags).containsEntry("convoy.paramsSha256", "abc");
        }
    }

    @Test
    void testImagesThatAreEvaluatedAtTheEndOnlyAreMetricsToo() throws IOException {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.WORKS)) {
            try (MlflowSink sink = sink(server)) {
                sink.write(List.of());
                end(
                        "completed",
                        ", \"rounds\": 9, \"validationAccuracy\": 0.5, \"testAccuracy\": 0.75, \"testLoss\": 2");
            }

            assertThat(server.runs.get("run1").metrics).containsExactly("9 test/accuracy=0.75", "9 test/loss=2.0");
        }
    }

    @ParameterizedTest
    @CsvSource({"completed, FINISHED", "stopped, KILLED", "interrupted, KILLED", "failed, FAILED"})
    void theEndOfARunHasMlflowsWord(String status, String word) throws IOException {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.WORKS)) {
            try (MlflowSink sink = sink(server)) {
                sink.write(List.of(point(1)));
                end(status, "");
            }
            assertThat(server.runs.get("run1").statuses).containsExactly(word);
        }
    }

    /** MLflow keeps a deleted run for a while, and then forgets it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunThatContinuesGoesOnInTheSameRunUnlessItWasDeleted(boolean isForgotten) throws IOException {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.WORKS)) {
            for (int round = 1; round <= 3; round++) {
                try (MlflowSink sink = sink(server)) {
                    sink.write(List.of(point(round)));
                    end(round == 1 ? "failed" : "interrupted", "");
                }
                if (round == 2) {
                    Run first = server.runs.get("run1");
                    assertThat(first.metrics).containsExactly("1 loss=1.0", "2 loss=2.0");
                    assertThat(first.statuses).containsExactly("FAILED", "RUNNING", "KILLED");
                    server.deleted.add("run1");
                    if (isForgotten) {
                        server.deleted.clear();
                        server.runs.clear();
                    }
                }
            }

            assertThat(server.runs.get(isForgotten ? "run1" : "run2").metrics).containsExactly("3 loss=3.0");
        }
    }

    @Test
    void anErrorSaysWhatFailedAndHasNoPassword() throws IOException {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.ANSWERS_500)) {
            URI uri = URI.create(server.address().replace("//", "//me:hunter2@"));
            MlflowSink sink = sink(TrackingServer.of(uri, Map.of()));

            assertThatThrownBy(() -> sink.write(List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(server.address() + " experiments/get-by-name: HTTP status 500 INTERNAL_ERROR")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void aServerThatHangsIsLeftAfterTheTimeout() throws IOException {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.HANGS)) {
            MlflowClient client =
                    new MlflowClient(TrackingServer.of(URI.create(server.address()), Map.of()), Duration.ofMillis(100));

            assertThatThrownBy(() -> client.post("runs/update", Map.of()))
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessageContaining("no answer after 100 ms");
        }
    }

    @Test
    void credentialsComeFromTheAddressOrFromMlflowsVariables() throws IOException {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.WORKS)) {
            URI plain = URI.create(server.address());
            URI named = URI.create(server.address().replace("//", "//me:p%40ss@"));
            Map<String, String> user = Map.of("MLFLOW_TRACKING_USERNAME", "you", "MLFLOW_TRACKING_PASSWORD", "secret");
            sink(TrackingServer.of(named, user)).write(List.of());
            sink(TrackingServer.of(plain, user)).write(List.of());
            sink(TrackingServer.of(plain, Map.of("MLFLOW_TRACKING_TOKEN", "ticket")))
                    .write(List.of());
            sink(TrackingServer.of(plain, Map.of())).write(List.of());

            assertThat(server.authorizations.stream().distinct())
                    .containsExactly(basic("me:p@ss"), basic("you:secret"), "Bearer ticket", "null");
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(file).content().doesNotContain("p%40ss", "p@ss");
            }
        }
    }

    private static String basic(String text) {
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Point point(int round) {
        return new Point(round, round, Map.of("loss", (double) round));
    }

    private void end(String status, String more) throws IOException {
        Files.writeString(folder.resolve("run.json"), "{\"status\": \"" + status + "\"" + more + "}");
    }

    private MlflowSink sink(FakeTrackingServer server) throws IOException {
        return sink(TrackingServer.of(URI.create(server.address()), Map.of()));
    }

    private MlflowSink sink(TrackingServer server) throws IOException {
        return new MlflowSink(server, RunFolder.at(folder.toString(), new Configuration()), "run.json", IDENTITY);
    }
}
