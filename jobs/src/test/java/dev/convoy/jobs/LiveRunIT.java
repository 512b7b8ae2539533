package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.live.metrics.TrainingPlugin;
import dev.convoy.driver.live.mlflow.FakeTrackingServer;
import dev.convoy.driver.live.mlflow.FakeTrackingServer.Manner;
import dev.convoy.driver.live.tensorboard.EventReader;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.StopRule;
import dev.convoy.driver.run.Applications;
import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.jobs.job.Preparation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs on Spark's threads, while others look on: a monitoring system, TensorBoard, an MLflow server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveRunIT {
    private static final int ROUNDS = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private final Configuration hadoop = new Configuration();
    private ShortRun tiny;
    private JavaSparkContext spark;
    private String expectedSha;

    /** Called after each line of the console. */
    private interface Watcher {
        void line(String text) throws IOException;
    }

    @BeforeAll
    void trainUnwatched() throws Exception {
        tiny = ShortRun.prepare(4, ROUNDS, folder);
        SparkConf conf = TrainingPlugin.addTo(KernelThreads.set(new SparkConf(false)))
                .setMaster("local[2]")
                .setAppName("live")
                .set("spark.ui.port", "0")
                .set(
                        "spark.metrics.conf.*.sink.prometheusServlet.class",
                        "org.apache.spark.metrics.sink.PrometheusServlet")
                .set("spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus");
        spark = new JavaSparkContext(conf);
        train("unwatched", line -> {});
        expectedSha = tiny.sha("unwatched");
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    @Test
    void scrapedValuesAreThoseOfTheRunsFiles() throws Exception {
        List<Map<String, String>> scraped = new ArrayList<>();
        train("scraped", line -> {
            if (line.contains("| round ")) {
                scraped.add(scrape());
            }
        });
        scraped.add(scrape());

        List<String> lines = Files.readAllLines(tiny.at("scraped").resolve("metrics.jsonl"));
        assertThat(scraped).hasSize(ROUNDS + 1);
        for (int round = 1; round <= ROUNDS; round++) {
            JsonNode line = JSON.readTree(lines.get(round - 1));
            assertThat(scraped.get(round - 1)).containsEntry("rounds_total", Integer.toString(round));
            for (Map.Entry<String, String> gauge : Map.of(
                            "loss", "loss",
                            "learning_rate", "learningRate",
                            "images_per_second", "imagesPerSecond")
                    .entrySet()) {
                assertThat(number(scraped.get(round - 1), gauge.getKey()))
                        .isEqualTo(line.get(gauge.getValue()).asDouble());
            }
        }
        assertThat(scraped.get(0)).containsEntry("test_accuracy", "NaN");
        assertSameAsRunJson("scraped", scraped.get(ROUNDS));
    }

    /** Totals of all processes of the run. */
    @Test
    void totalsOfARunThatContinuesGoOn() throws Exception {
        train("continued", line -> {}, "train.epochs=1");
        List<Map<String, String>> scraped = new ArrayList<>();
        train(
                "continued",
                line -> {
                    if (line.contains("| round ")) {
                        scraped.add(scrape());
                    }
                },
                "train.epochs=2");

        assertThat(scraped).hasSize(ROUNDS);
        assertThat(scraped.get(0)).containsEntry("rounds_total", Integer.toString(ROUNDS + 1));
        assertSameAsRunJson("continued", scrape());
    }

    private void assertSameAsRunJson(String name, Map<String, String> last) throws IOException {
        JsonNode summary = Submission.json(tiny.at(name).resolve("run.json"));
        assertThat(last)
                .containsEntry("images_total", summary.get("examples").asText())
                .containsEntry("rounds_total", summary.get("rounds").asText())
                .containsEntry(
                        "executors_lost_total", summary.get("executorsLost").asText())
                .containsEntry(
                        "retried_tasks_total", summary.get("tasksRetried").asText());
        assertThat(number(last, "test_accuracy"))
                .isEqualTo(summary.get("testAccuracy").asDouble());
        assertThat(number(last, "test_loss")).isEqualTo(summary.get("testLoss").asDouble());
        assertThat(number(last, "checkpoint_age_seconds")).isBetween(0.0, 60.0);
    }

    @Test
    void tensorBoardAndMlflowHaveThePointsOfMetricsJsonl() throws Exception {
        try (FakeTrackingServer server = new FakeTrackingServer(Manner.WORKS)) {
            train("live", line -> {}, "report.tensorboard=true", "report.mlflow-uri=" + server.address());

            Path run = tiny.at("live");
            List<String> expected = new ArrayList<>();
            for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
                JsonNode round = JSON.readTree(line);
                expected.add(round.get("round").asInt() + " loss="
                        + round.get("loss").asDouble());
            }
            FakeTrackingServer.Run sent = server.runs.get("run1");
            assertThat(sent.metrics).containsAll(expected);
            assertThat(sent.metrics)
                    .filteredOn(metric -> metric.contains("test/accuracy"))
                    .hasSize(1);
            assertThat(sent.params).containsEntry("train.workers", "4").containsKey("model");
            assertThat(sent.tags).containsEntry("convoy.paramsSha256", expectedSha);
            assertThat(sent.statuses).containsExactly("FINISHED");
            try (Stream<Path> files = Files.list(run.resolve("tensorboard"))) {
                Path file = files.filter(path -> !path.toString().endsWith(".crc"))
                        .findFirst()
                        .orElseThrow();
                assertThat(EventReader.values(EventReader.read(file)))
                        .filteredOn(value -> value.contains(" loss="))
                        .containsExactlyElementsOf(
                                expected.stream().map(LiveRunIT::asFloat).toList());
            }
            assertThat(tiny.sha("live")).isEqualTo(expectedSha);
        }
    }

    /** TensorBoard's scalars are float32. */
    private static String asFloat(String value) {
        String[] parts = value.split("=", 2);
        return parts[0] + "=" + (float) Double.parseDouble(parts[1]);
    }

    /** The server's answers come no earlier than the end of the run. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WORKS")
    void aServerThatDoesNotWorkChangesNoBitAndHoldsUpNoRound(Manner manner) throws Exception {
        try (FakeTrackingServer server = new FakeTrackingServer(manner)) {
            assertUnchanged(manner.name(), server.address());
        }
    }

    @Test
    void aServerThatRefusesChangesNoBitAndHoldsUpNoRound() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        assertUnchanged("refuses", "http://127.0.0.1:" + port);
    }

    private void assertUnchanged(String name, String server) throws Exception {
        String console = train(name, line -> {}, "report.mlflow-uri=" + server);

        assertThat(tiny.sha(name)).isEqualTo(expectedSha);
        assertThat(console).contains("note: mlflow does not have the last points of the run");
        // Listeners run in phase report, and the wait at the end is in no phase.
        JsonNode phases = Submission.json(tiny.at(name).resolve("run.json")).get("phases");
        assertThat(phases.get("report").asDouble()).isLessThan(1);
        assertThat(tiny.status(name)).isEqualTo("completed");
    }

    private String train(String name, Watcher watcher, String... settings) throws Exception {
        List<String> keys = new ArrayList<>();
        tiny.keys().forEach((key, value) -> keys.add(key + "=" + value));
        keys.addAll(List.of(settings));
        JobConfig config = new ConfigLoader().load(Optional.empty(), keys);
        Preparation prepared = Preparation.of(config, spark.getConf(), hadoop);
        RunFolder run = RunFolder.at(tiny.at(name).toString(), hadoop);
        run.create();
        StopSignal signal = new StopSignal(line -> {});
        Lines console = new Lines(watcher);
        try (RunOwnership ownership =
                RunOwnership.claim(run, Owner.now(null), Applications.UNKNOWN, LeaseTimes.DEFAULT, line -> {})) {
            new TrainingRun(config, prepared, run, ownership, new PrintStream(console, true, StandardCharsets.UTF_8))
                    .train(
                            signal,
                            new PhaseClock("start"),
                            () -> new SparkWorkers(spark, prepared.job()),
                            StopRule.NEVER);
        } finally {
            signal.commandEnded();
        }
        return console.all.toString(StandardCharsets.UTF_8);
    }

    private Map<String, String> scrape() throws IOException {
        try {
            spark.sc().listenerBus().waitUntilEmpty(10_000);
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(spark.sc().uiWebUrl().get() + "/metrics/prometheus/"))
                    .build();
            String page = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
            Map<String, String> values = new TreeMap<>();
            page.lines().filter(line -> line.contains("_plugin_dev_convoy_")).forEach(line -> {
                String name =
                        line.replaceFirst(".*_TrainingPlugin_", "").replaceFirst("_(Value|Count|Number)\\{.*", "");
                values.put(name, line.substring(line.lastIndexOf(' ') + 1));
            });
            return values;
        } catch (TimeoutException | InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static double number(Map<String, String> scraped, String name) {
        return Double.parseDouble(scraped.get(name));
    }

    /** The console; its watcher sees each line when it is complete. */
    private static final class Lines extends OutputStream {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final Watcher watcher;

        Lines(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public void write(int character) throws IOException {
            all.write(character);
            line.write(character);
            if (character == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                line.reset();
                watcher.line(text);
            }
        }
    }
}
