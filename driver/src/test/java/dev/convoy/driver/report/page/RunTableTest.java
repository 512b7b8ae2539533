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
import dev.convoy.driver.sweep.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTableTest {
    @TempDir
    private Path folder;

    @Test
    void theKeysThatDifferAreColumnsAndThoseThatChangeNoResultAreNot() throws IOException {
        RunTable table = RunTable.of(
                List.of(
                        run("a", 0.5, "train.seed = 1, train.batch-size = 8, run.dir = a, model = lenet"),
                        run("b", 0.6, "train.seed = 1, train.batch-size = 16, run.dir = b, model = lenet"),
                        run("c", 0.7, "train.seed = 1, train.augment = [flip], run.dir = c, model = lenet")),
                Metric.ACCURACY);

        assertThat(table.keys()).containsExactly("train.augment", "train.batch-size");
        List<Map<String, String>> csv = csv(table);
        assertThat(csv).extracting(row -> row.get("run")).containsExactly("a", "b", "c");
        assertThat(csv).extracting(row -> row.get("train.batch-size")).containsExactly("8", "16", "");
        assertThat(csv.get(2))
                .containsEntry("train.augment", "\"[\"\"flip\"\"]\"")
                .containsEntry("testAccuracy", "0.7");
        assertThat(table.text().lines())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("run  train.augment  train.batch-size  status     testAccuracy  testLoss  epochs");
    }

    @Test
    void runsThatDifferInTheirSeedOnlyAreRepeats() throws IOException {
        RunTable table = RunTable.of(
                List.of(
                        run("a", 0.5, "train.seed = 1, train.batch-size = 8"),
                        run("b", 0.6, "train.seed = 2, train.batch-size = 8"),
                        run("c", 0.7, "train.seed = 3, train.batch-size = 8"),
                        run("d", 0.9, "train.seed = 1, train.batch-size = 16")),
                Metric.ACCURACY);

        List<Map<String, String>> csv = csv(table);
        // Student's t of two degrees of freedom, 4.3027, by the standard error 0.1 / √3.
        assertThat(csv.subList(0, 3)).allSatisfy(row -> {
            assertThat(row).containsEntry("seeds", "3");
            assertThat(Double.parseDouble(row.get("mean"))).isCloseTo(0.6, within(1e-12));
            assertThat(Double.parseDouble(row.get("interval95"))).isCloseTo(0.24841, within(1e-5));
        });
        assertThat(csv.get(3)).containsEntry("seeds", "").containsEntry("interval95", "");
    }

    @Test
    void coreHoursAreTheSlotsUnlessTheRunKnowsBetter() throws IOException {
        RunFolder run = run("a", 0.5, "train.seed = 1");
        ObjectNode older = summary("a");
        older.remove("coreHours");
        write("a", older);
        double wall = summary("a").path("wallSeconds").asDouble();
        double ours = Double.parseDouble(
                csv(RunTable.of(List.of(run), Metric.ACCURACY)).get(0).get("coreHours"));
        ObjectNode newer = summary("a").put("engine", "cudnn");
        newer.putObject("coreHours").put("used", 7).put("lost", 0.5).put("waiting", 9);
        write("a", newer);
        Map<String, String> better =
                csv(RunTable.of(List.of(run), Metric.ACCURACY)).get(0);

        assertThat(ours * 3600 / wall).isCloseTo(2, within(1e-9));
        assertThat(better).containsEntry("coreHours", "7.5");
        assertThat(Double.parseDouble(better.get("gpuHours"))).isCloseTo(ours, within(1e-9));
    }

    @Test
    void validationImagesAreWhatRunsAreComparedOn() throws IOException {
        RunFolder run = run("a", 0.5, "train.seed = 1");
        write("a", summary("a").put("validationAccuracy", 0.25).put("validationLoss", 2.5));
        JsonNode page = WrittenRun.data(RunTable.of(List.of(run), Metric.LOSS).page("One run"));

        assertThat(page.path("metric").asText()).isEqualTo("validation loss");
        assertThat(page.path("lessIsBetter").asBoolean()).isTrue();
        assertThat(page.path("rows").get(0).path("value").asDouble()).isEqualTo(2.5);
    }

    @Test
    void runsAreNotComparedAcrossSplits() throws IOException {
        RunFolder validated = run("a", 0.5, "train.seed = 1");
        write("a", summary("a").put("validationAccuracy", 0.25));
        RunTable table = RunTable.of(List.of(validated, run("b", 0.9, "train.seed = 2")), Metric.ACCURACY);
        JsonNode rows = WrittenRun.data(table.page("Two runs")).path("rows");

        assertThat(rows.get(0).path("value").asDouble()).isEqualTo(0.25);
        assertThat(rows.get(1).path("value").isNumber()).isFalse();
        assertThat(csv(table).get(1)).containsEntry("seeds", "").containsEntry("testAccuracy", "0.9");
    }

    /** Executors are recorded with rounds that are saved, for all rounds since the last of these. */
    @Test
    void slotsAreThoseOfAllRoundsSinceTheLastRecord() throws IOException {
        RunFolder run = run("a", 0.5, "train.seed = 1");
        ObjectNode older = summary("a").put("workers", 16);
        older.remove("coreHours");
        write("a", older);
        List<String> lines = new ArrayList<>();
        for (int round = 1; round <= 4; round++) {
            lines.add("{\"round\":" + round + ",\"parts\":{\"compute\":0.8}"
                    + (round % 2 == 0 ? ",\"executors\":[{\"executor\":\"1\",\"compute\":3.2}]" : "") + "}");
        }
        Files.write(folder.resolve("a/metrics.jsonl"), lines);
        double hours = Double.parseDouble(
                csv(RunTable.of(List.of(run), Metric.ACCURACY)).get(0).get("coreHours"));

        assertThat(hours * 3600 / older.path("wallSeconds").asDouble()).isCloseTo(2, within(1e-9));
    }

    @Test
    void aTrialThatHasNotWrittenAnythingHasARow() throws IOException {
        RunRow row = RunRow.trial(at("none"), "001", new TreeMap<>(Map.of("k", "a,b")), "failed", "no\nroom", "x");
        RunTable table = new RunTable(Metric.ACCURACY, List.of("k"), List.of(row));

        assertThat(new String(table.csv(), StandardCharsets.UTF_8))
                .contains("001,\"a,b\",failed,,,,,,,,,,,,,,,\"no\nroom\"\r\n");
        assertThat(table.text()).contains("001");
        assertThat(WrittenRun.data(table.page("<b>")).path("title").asText()).isEqualTo("<b>");
    }

    @Test
    void anotherFolderIsRefused() {
        assertThatThrownBy(() -> RunTable.of(List.of(at("none")), Metric.ACCURACY))
                .isInstanceOf(InvalidInputException.class);
    }

    private RunFolder run(String name, double accuracy, String keys) throws IOException {
        WrittenRun run = new WrittenRun(folder.resolve(name), 10, 2, 3).write(List.of("x", "y"));
        Files.writeString(run.folder().resolve("resolved.conf"), "convoy { " + keys + " }");
        write(name, summary(name).put("testAccuracy", accuracy));
        return run.files();
    }

    private RunFolder at(String name) throws IOException {
        return RunFolder.at(folder.resolve(name).toString(), new Configuration());
    }

    private ObjectNode summary(String name) throws IOException {
        return Json.reader(ObjectNode.class)
                .readValue(Files.readAllBytes(folder.resolve(name).resolve(RunSummary.FILE)));
    }

    private void write(String name, ObjectNode summary) throws IOException {
        Files.write(folder.resolve(name).resolve(RunSummary.FILE), Json.pretty(summary));
    }

    /** Of values without a comma. */
    private static List<Map<String, String>> csv(RunTable table) {
        List<String> lines =
                new String(table.csv(), StandardCharsets.UTF_8).lines().toList();
        String[] head = lines.get(0).split(",", -1);
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            assertThat(cells).hasSameSizeAs(head);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < head.length; i++) {
                row.put(head[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }
}
