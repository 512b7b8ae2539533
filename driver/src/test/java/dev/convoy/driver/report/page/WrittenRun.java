package dev.convoy.driver.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.CoreHours;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.round.LayerChange;
import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * A run folder as a long training leaves it, without the training.
 *
 * @param layers number of layers, which each hundredth round compares
 */
public record WrittenRun(Path folder, int rounds, int executors, int layers) {
    private static final int ROUNDS_OF_EPOCH = 100;

    /** Writes {@code run.json} and {@code metrics.jsonl}. */
    public WrittenRun write(List<String> classes) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(RunSummary.FILE), Json.pretty(summary(classes)));
        Files.writeString(
                folder.resolve("resolved.conf"), "convoy { model = lenet, data { train = \"file:/images\" } }");
        try (BufferedWriter lines = Files.newBufferedWriter(folder.resolve("metrics.jsonl"))) {
            for (int round = 1; round <= rounds; round++) {
                lines.write(Json.line(report(round)) + "\n");
            }
        }
        return this;
    }

    RunFolder files() throws IOException {
        return RunFolder.at(folder.toUri().toString(), new Configuration());
    }

    /** Returns what a page of this run has for its scripts. */
    static JsonNode data(byte[] page) throws IOException {
        String text = new String(page, StandardCharsets.UTF_8);
        String start = "id=\"data\">";
        int from = text.indexOf(start) + start.length();
        return Json.reader(JsonNode.class).readValue(text.substring(from, text.indexOf("</script>", from)));
    }

    private RunSummary summary(List<String> classes) {
        Map<String, Double> phases = new LinkedHashMap<>();
        phases.put("start", 2.0);
        phases.put("round", (double) rounds);
        phases.put("evaluate", 1.0);
        phases.put("checkpoint", 1.0);
        return new RunSummary(
                new RunSummary.Head(
                        "completed",
                        Map.of("train.seed", "42", "model", "lenet:0"),
                        new Shape(1, 28, 28),
                        new Normalization(new double[] {1}, new double[] {2}),
                        classes),
                null,
                new RunSummary.Result(
                        0.9,
                        0.3,
                        0.92,
                        null,
                        null,
                        new RunSummary.Best(Math.min(rounds, ROUNDS_OF_EPOCH), "test", 0.92, null, null),
                        null),
                new RunSummary.Work(Math.max(1, rounds / ROUNDS_OF_EPOCH), rounds, 64L * rounds, 640, rounds + 4, "00"),
                new RunSummary.Setting("onednn", "float32", "any", 1, 2, 10),
                new ClusterCounters(0, 0, 0, executors > 1 ? 1 : 0, Map.of(), CoreHours.NONE),
                phases);
    }

    private RoundReport report(int round) {
        boolean isEnd = round % ROUNDS_OF_EPOCH == 0;
        double loss = 2.0 / Math.sqrt(round) + (round == rounds / 2 ? 5 : 0);
        return new RoundReport(
                new RoundReport.Position(1 + (round - 1) / ROUNDS_OF_EPOCH, 1, round, rounds),
                loss,
                0.01,
                64,
                new RoundReport.Speed(1, 640, 0.2),
                isEnd ? new RoundReport.Evaluation(null, null, 0.9, loss, null, null) : RoundReport.Evaluation.NONE,
                List.of("onednn"),
                new RoundReport.Details(
                        Map.of("compute", 0.8, "average", 0.05, "wait", 0.15),
                        IntStream.range(0, executors)
                                .mapToObj(id ->
                                        new ExecutorWork(Integer.toString(id), "host-" + id, 2, 0.8, 0.01, 0.01, 0.02))
                                .toList(),
                        round == 3 ? List.of("1") : List.of(),
                        round == 5 ? List.of("0") : List.of(),
                        isEnd ? changes(round) : List.of()));
    }

    private List<LayerChange> changes(int round) {
        return IntStream.range(0, layers)
                .mapToObj(layer -> new LayerChange("layer " + layer, 10, 1.0 / round, 0.5))
                .toList();
    }
}
