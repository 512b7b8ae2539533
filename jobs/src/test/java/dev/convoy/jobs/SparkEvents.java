package dev.convoy.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Spark's event log, as a second source for Convoy's counts. */
record SparkEvents(List<JsonNode> all) {
    static SparkEvents of(Path folder) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        try (Stream<Path> logs = Files.list(folder)) {
            for (Path log : logs.filter(file -> !file.getFileName().toString().startsWith("."))
                    .toList()) {
                for (String line : Files.readAllLines(log)) {
                    all.add(mapper.readTree(line));
                }
            }
        }
        return new SparkEvents(all);
    }

    Stream<JsonNode> named(String event) {
        return all.stream().filter(entry -> entry.get("Event").asText().equals(event));
    }

    /** Number of tasks that ended with this reason: {@code Success}, {@code FetchFailed}, {@code TaskKilled}... */
    long taskEnds(String reason) {
        return named("SparkListenerTaskEnd")
                .filter(end -> end.get("Task End Reason").get("Reason").asText().equals(reason))
                .count();
    }

    long speculativeCopies() {
        return named("SparkListenerTaskStart")
                .filter(start -> start.get("Task Info").get("Speculative").asBoolean())
                .count();
    }

    /** Time at which an executor was added or removed, in milliseconds since 1970. */
    OptionalLong time(String event, String executor) {
        return named(event)
                .filter(entry -> entry.get("Executor ID").asText().equals(executor))
                .mapToLong(entry -> entry.get("Timestamp").asLong())
                .findFirst();
    }

    /** Numbers of executors, one for each change. */
    List<Integer> executorCounts() {
        List<Integer> counts = new ArrayList<>();
        int now = 0;
        for (JsonNode event : all) {
            switch (event.get("Event").asText()) {
                case "SparkListenerExecutorAdded" -> counts.add(++now);
                case "SparkListenerExecutorRemoved" -> counts.add(--now);
                default -> {}
            }
        }
        return counts;
    }
}
