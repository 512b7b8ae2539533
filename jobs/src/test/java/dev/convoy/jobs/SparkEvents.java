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

/** Spark's own record of what happened: its event log, as the witness beside Convoy's counts. */
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
        return all.stream().filter(one -> one.get("Event").asText().equals(event));
    }

    /** Tasks that ended so: {@code Success}, {@code FetchFailed}, {@code TaskKilled}... */
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

    /** When an executor came or went, in milliseconds since 1970. */
    OptionalLong time(String event, String executor) {
        return named(event)
                .filter(one -> one.get("Executor ID").asText().equals(executor))
                .mapToLong(one -> one.get("Timestamp").asLong())
                .findFirst();
    }

    /** How many executors there were, each time that changed. */
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
