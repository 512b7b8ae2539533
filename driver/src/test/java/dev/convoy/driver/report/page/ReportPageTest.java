package dev.convoy.driver.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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
        assertThat(lanes.get(1).path("joined").asInt()).isEqualTo(3);
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
