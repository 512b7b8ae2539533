package dev.convoy.jobs.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the lines of {@code sweep.jsonl} without their times, in an order that does not depend on them. */
public final class Decisions {
    private Decisions() {}

    public static List<String> of(Path log) throws IOException {
        List<String> decisions = new ArrayList<>();
        for (String line : Files.readAllLines(log)) {
            JsonNode event = new ObjectMapper().readTree(line);
            String kind = event.get("event").asText().toUpperCase(Locale.ROOT);
            String where = event.path("trial").asText() + (event.has("rung") ? " rung " + event.get("rung") : "");
            decisions.add(
                    switch (kind) {
                        case "BEGUN" -> kind;
                        case "STARTED" -> kind + " " + where + " to " + event.get("epochs");
                        case "RESULT" -> kind + " " + where + " " + event.get("metric");
                        case "ENDED" -> kind + " " + (event.has("trial") ? where : "null");
                        default -> kind + " " + where;
                    });
        }
        return decisions.stream().sorted().toList();
    }
}
