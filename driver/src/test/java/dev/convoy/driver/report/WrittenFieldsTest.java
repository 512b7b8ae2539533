package dev.convoy.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.CoreHours;
import dev.convoy.driver.round.LayerChange;
import dev.convoy.driver.round.RoundDetails;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.run.Json;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Other tools read these names. */
class WrittenFieldsTest {
    @Test
    void ofRunJson() throws IOException {
        RunSummary summary = new RunSummary(
                new RunSummary.Head(
                        "running",
                        Map.of(),
                        new Shape(1, 2, 3),
                        new Normalization(new double[] {1}, new double[] {2}),
                        List.of("0", "1")),
                null,
                new RunSummary.Result(
                        null, null, null, null, null, null, new RunSummary.Averaged("test", 0.5, 1.5, "ab")),
                new RunSummary.Work(1, 2, 3, 4, 5, null),
                new RunSummary.Setting("onednn", "float32", "any", 1, 2, 10),
                new ClusterCounters(0, 0, 0, 0, Map.of("ANY", 1L), new CoreHours(1, 2, 3)),
                Map.of());

        assertThat(fields(Json.pretty(summary)))
                .containsExactly(
                        "status",
                        "identity",
                        "image",
                        "normalization",
                        "classes",
                        "error",
                        "testAccuracy",
                        "testLoss",
                        "bestTestAccuracy",
                        "validationAccuracy",
                        "validationLoss",
                        "best",
                        "averagedWeights",
                        "epochs",
                        "rounds",
                        "examples",
                        "imagesPerSecond",
                        "wallSeconds",
                        "paramsSha256",
                        "engine",
                        "precision",
                        "arithmetic",
                        "threads",
                        "workers",
                        "averagingFrequency",
                        "driverBytesIn",
                        "driverBytesOut",
                        "tasksRetried",
                        "executorsLost",
                        "localities",
                        "coreHours",
                        "phases");
    }

    @Test
    void ofARoundThatEndsAnEpoch() throws IOException {
        RoundReport report = new RoundReport(
                new RoundReport.Position(1, 2, 3, 4),
                0.5,
                0.1,
                64,
                new RoundReport.Speed(1, 64, 0),
                new RoundReport.Evaluation(0.8, 0.4, 0.9, 0.3, 0.85, 0.35),
                List.of("onednn"),
                new RoundReport.Details(
                        Map.of("compute", 1.0),
                        List.of(new RoundDetails.ExecutorWork("1", "host", 1, 1, 0, 0, 0)),
                        List.of("1"),
                        List.of("2"),
                        List.of(new LayerChange("0", 1, 1, 1.0))));

        assertThat(fields(Json.line(report).getBytes(StandardCharsets.UTF_8)))
                .containsExactly(
                        "epoch",
                        "epochs",
                        "round",
                        "rounds",
                        "loss",
                        "learningRate",
                        "examples",
                        "seconds",
                        "imagesPerSecond",
                        "outsideCompute",
                        "validationAccuracy",
                        "validationLoss",
                        "testAccuracy",
                        "testLoss",
                        "emaAccuracy",
                        "emaLoss",
                        "engines",
                        "parts",
                        "executors",
                        "joined",
                        "lost",
                        "layers");
    }

    private static List<String> fields(byte[] json) throws IOException {
        JsonNode read = Json.reader(JsonNode.class).readValue(json);
        List<String> names = new ArrayList<>();
        read.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
