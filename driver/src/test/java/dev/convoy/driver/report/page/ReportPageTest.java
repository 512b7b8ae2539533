package dev.convoy.driver.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportPageTest {
    private static final int MOST_BYTES = 2_000_000;

    @TempDir
    private Path folder;

    @Test
    void theTimeOfARunIsDividedWithoutARest() throws IOException {
        JsonNode time = page(new WrittenRun(folder, 200, 2, 3)).path("time");

        double sum = 0;
        for (JsonNode part : time.path("seconds")) {
            sum += part.asDouble();
        }
        assertThat(sum).isCloseTo(time.path("wallSeconds").asDouble(), within(1e-6));
        assertThat(time.path("attributed").asDouble()).isCloseTo(1, within(1e-6));
        assertThat(time.path("seconds").path("compute").asDouble()).isCloseTo(160, within(1e-6));
    }

    @Test
    void executorsThatJoinedOrWereLostAreMarked() throws IOException {
        JsonNode lanes =
                page(new WrittenRun(folder, 200, 2, 3)).path("executors").path("lanes");

        assertThat(lanes.get(0).path("lost").asInt()).isEqualTo(5);
        assertThat(lanes.get(0).path("tasks").asInt()).isEqualTo(400);
        assertThat(lanes.get(2).path("joined").asInt()).isEqualTo(3);
        assertThat(lanes.get(2).path("tasks").asInt()
                        + lanes.get(1).path("tasks").asInt())
                .isEqualTo(400);
    }

    /** Its run.json is that of the start: only the other file knows more. */
    @Test
    void aRunUnderWay() throws IOException {
        WrittenRun run = new WrittenRun(folder, 200, 2, 3).write(List.of("a", "b"));
        ObjectNode summary = (ObjectNode) Json.reader(JsonNode.class)
                .readValue(folder.resolve(RunSummary.FILE).toFile());
        summary.put("status", "running").put("rounds", 0).put("epochs", 0).put("wallSeconds", 0.0);
        summary.putNull("best").putNull("testAccuracy").putObject("phases");
        Files.write(folder.resolve(RunSummary.FILE), Json.pretty(summary));

        JsonNode read = WrittenRun.data(ReportPage.of(List.of(run.files())))
                .path("runs")
                .get(0);
        assertThat(read.path("verdict").asText())
                .startsWith("The run is under way, or its driver was killed: 200 rounds so far. It took 3 min 20 s");
        assertThat(read.path("time").path("wallSeconds").asDouble()).isCloseTo(200, within(1e-6));
        assertThat(read.path("time").path("seconds").path("compute").asDouble()).isCloseTo(160, within(1e-6));
    }

    @Test
    void valuesThatAreNotFiniteAreLeftOut() throws IOException {
        WrittenRun run = new WrittenRun(folder, 10, 1, 1).write(List.of("a"));
        Files.writeString(
                folder.resolve("metrics.jsonl"),
                "{\"epoch\":1,\"round\":11,\"loss\":\"NaN\",\"testAccuracy\":0.5,\"testLoss\":\"Infinity\","
                        + "\"layers\":[{\"name\":\"a\",\"norm\":1,\"change\":\"NaN\",\"gradient\":\"Infinity\"}]}\n",
                StandardOpenOption.APPEND);

        String page = new String(ReportPage.of(List.of(run.files())), StandardCharsets.UTF_8);
        assertThat(page).doesNotContain("\"NaN\"").doesNotContain("\"Infinity\"");
        assertThat(WrittenRun.data(page.getBytes(StandardCharsets.UTF_8))
                        .path("runs")
                        .get(0)
                        .path("layers")
                        .path("gradients")
                        .get(0)
                        .get(0)
                        .isNull())
                .isTrue();
    }

    @Test
    void aLongRunOfALargeNetworkOnManyExecutorsFitsAndKeepsItsPeaks() throws IOException {
        WrittenRun run = new WrittenRun(folder, 50_000, 4, 160).write(List.of("a", "b"));
        byte[] page = ReportPage.of(List.of(run.files()));

        assertThat(page.length).isLessThan(MOST_BYTES);
        JsonNode loss = WrittenRun.data(page).path("runs").get(0).path("curves").path("loss");
        assertThat(loss.path("mean")).hasSize(1000);
        assertThat(loss.path("high")).anyMatch(value -> value.asDouble() > 5);
        assertThat(loss.path("rounds").get(999).asInt()).isEqualTo(50_000);
    }

    @Test
    void manyRunsFitIntoOnePage() throws IOException {
        List<RunFolder> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            runs.add(new WrittenRun(folder.resolve("run-" + i), 2_000, 4, 20)
                    .write(List.of("a"))
                    .files());
        }

        assertThat(ReportPage.of(runs).length).isLessThan(MOST_BYTES);
    }

    /** The browser must take no text of the run for markup. */
    @Test
    void textsCannotEndTheScript() throws IOException {
        WrittenRun run = new WrittenRun(folder, 10, 1, 1).write(List.of("</script><script>alert(1)</script>", "&<"));
        byte[] page = ReportPage.of(List.of(run.files()));

        assertThat(new String(page, StandardCharsets.UTF_8)).doesNotContain("<script>alert");
        assertThat(WrittenRun.data(page)
                        .path("runs")
                        .get(0)
                        .path("summary")
                        .path("classes")
                        .get(0)
                        .asText())
                .isEqualTo("</script><script>alert(1)</script>");
    }

    @Test
    void theCommandThatRepeatsARunNamesAFileThatExists() throws IOException {
        WrittenRun run = new WrittenRun(folder.resolve("it's"), 10, 1, 1).write(List.of("a"));
        Path settings = run.folder().resolve("resolved.conf");
        String command = repeat(run);

        assertThat(command)
                .startsWith("./submit.sh train --conf '" + settings.toString().replace("'", "'\\''")
                        + "' -D run.dir='file:")
                .endsWith("-again'");
        Files.writeString(settings, "convoy { train { until = \"2026-01-01T00:00:00Z\" } }");
        assertThat(repeat(run)).endsWith("-again' -D train.until=null");
    }

    private static String repeat(WrittenRun run) throws IOException {
        return WrittenRun.data(ReportPage.of(List.of(run.files())))
                .path("runs")
                .get(0)
                .path("repeat")
                .path("command")
                .asText();
    }

    @Test
    void settingsThatMayChangeResultsAreCompared() throws IOException {
        WrittenRun run = new WrittenRun(folder, 10, 1, 1).write(List.of("a"));
        Files.writeString(
                folder.resolve("resolved.conf"), "convoy { run.dir = x, train { learning-rate = 0.1, seed = 2 } }");

        assertThat(WrittenRun.data(ReportPage.of(List.of(run.files())))
                        .path("runs")
                        .get(0)
                        .path("settings")
                        .toString())
                .isEqualTo("{\"train.learning-rate\":\"0.1\",\"train.seed\":\"2\"}");
    }

    @Test
    void mistakesOfManyClassesAreNotCrowdedOut() throws IOException {
        WrittenRun run = new WrittenRun(folder, 10, 1, 1).write(List.of("a"));
        int classes = 5_000;
        List<String> rows = new ArrayList<>();
        for (int label = 0; label < classes; label++) {
            int[] row = new int[classes];
            row[label] = 40;
            row[(label + 1) % classes] = label == 7 ? 10 : 0;
            rows.add(Arrays.toString(row));
        }
        Files.writeString(
                folder.resolve("conclusion.json"), "{\"scores\":{\"confusion\":[" + String.join(",", rows) + "]}}");

        assertThat(WrittenRun.data(ReportPage.of(List.of(run.files())))
                        .path("runs")
                        .get(0)
                        .path("conclusion")
                        .path("scores")
                        .path("confusion")
                        .toString())
                .isEqualTo("[[7,8,10]]");
    }

    @Test
    void secretsAreNotShown() throws IOException {
        WrittenRun run = new WrittenRun(folder, 10, 1, 1).write(List.of("a"));
        Files.writeString(
                folder.resolve("resolved.conf"), "convoy { report { mlflow-uri = \"http://me:unspeakable@host\" } }");

        assertThat(new String(ReportPage.of(List.of(run.files())), StandardCharsets.UTF_8))
                .doesNotContain("unspeakable");
    }

    /** A line of an earlier version has fewer fields, and a killed process leaves a part of one. */
    @Test
    void metricsOfEarlierVersionsAreRead() throws IOException {
        WrittenRun run = new WrittenRun(folder, 0, 0, 0).write(List.of("a"));
        Files.writeString(
                folder.resolve("metrics.jsonl"),
                "{\"epoch\":1,\"epochs\":1,\"round\":1,\"rounds\":2,\"loss\":1.5,\"seconds\":1}\n{\"epoch\":1,\"rou",
                StandardOpenOption.APPEND);

        JsonNode read = WrittenRun.data(ReportPage.of(List.of(run.files())))
                .path("runs")
                .get(0);
        assertThat(read.path("curves").path("loss").path("mean")).hasSize(1);
        assertThat(read.path("executors").path("lanes")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{\"status\":"})
    void aDamagedSummaryIsRefused(String json) throws IOException {
        WrittenRun run = new WrittenRun(folder, 1, 1, 1).write(List.of("a"));
        Files.writeString(folder.resolve(RunSummary.FILE), json);

        assertThatThrownBy(() -> ReportPage.of(List.of(run.files())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a run's run.json must be a JSON object");
    }

    @Test
    void aFolderWithoutARunIsRefused() {
        WrittenRun none = new WrittenRun(folder.resolve("none"), 1, 1, 1);

        assertThatThrownBy(() -> ReportPage.of(List.of(none.files())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a report needs the folder of a run, with its run.json");
    }

    private static JsonNode page(WrittenRun run) throws IOException {
        run.write(List.of("a", "b"));
        return WrittenRun.data(ReportPage.of(List.of(run.files()))).path("runs").get(0);
    }
}
