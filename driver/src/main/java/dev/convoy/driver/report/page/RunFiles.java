package dev.convoy.driver.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.report.evaluation.Conclusion;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a run folder say.
 *
 * @param summary {@code run.json}
 * @param settings {@code resolved.conf}; empty if it is missing
 */
record RunFiles(
        RunFolder folder, JsonNode summary, List<RoundLine> rounds, Optional<JsonNode> conclusion, String settings) {
    private static final String METRICS = "metrics.jsonl";

    /** @throws InvalidInputException if it is not the folder of a run */
    static RunFiles read(RunFolder folder) throws IOException {
        byte[] summary = folder.read(RunSummary.FILE)
                .orElseThrow(() -> new InvalidInputException(
                        "a report needs the folder of a run, with its " + RunSummary.FILE,
                        folder.path(),
                        "Check the path."));
        Optional<byte[]> conclusion = folder.read(Conclusion.FILE);
        return new RunFiles(
                folder,
                parse(folder, RunSummary.FILE, summary),
                rounds(new String(folder.read(METRICS).orElse(new byte[0]), StandardCharsets.UTF_8)),
                conclusion.isEmpty() ? Optional.empty() : Optional.of(parse(folder, Conclusion.FILE, conclusion.get())),
                new String(folder.read("resolved.conf").orElse(new byte[0]), StandardCharsets.UTF_8));
    }

    private static JsonNode parse(RunFolder folder, String name, byte[] json) throws IOException {
        JsonNode node;
        try {
            node = Json.reader(JsonNode.class).readValue(json);
        } catch (JsonProcessingException e) {
            throw other(folder, name, e);
        }
        if (!node.isObject()) {
            throw other(folder, name, null);
        }
        return node;
    }

    private static InvalidInputException other(RunFolder folder, String name, Exception cause) {
        return new InvalidInputException(
                "a run's " + name + " must be a JSON object as train writes it",
                folder.path() + " with another",
                "Run its train command again, which writes it again even if the run is completed.",
                cause);
    }

    private static List<RoundLine> rounds(String metrics) throws IOException {
        List<RoundLine> lines = new ArrayList<>();
        for (String line : metrics.lines().toList()) {
            round(line).ifPresent(lines::add);
        }
        return lines;
    }

    /** A process that was killed may have left a part of a line. */
    private static Optional<RoundLine> round(String line) throws IOException {
        try {
            return Optional.of(Json.reader(RoundLine.class).readValue(line));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
