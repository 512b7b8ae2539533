package dev.convoy.driver.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What a table says of a run.
 *
 * @param keys settings by key, as for {@code -D}
 * @param summary {@code run.json}; missing before the run's first line
 * @param coreHours hours of CPU cores in the run's tasks, or an upper bound if they are not recorded; null if it is not
 *     known either
 * @param gpuHours hours of GPUs; null if it used none
 * @param error why it failed; null if it has not
 * @param link address of its own page, seen from the table's; null if there is none
 */
public record RunRow(
        String name,
        SortedMap<String, String> keys,
        String status,
        JsonNode summary,
        Double coreHours,
        Double gpuHours,
        String error,
        String link) {
    private static final double SECONDS_PER_HOUR = 3600;

    /**
     * Reads a run whose settings are those that it has recorded.
     *
     * @throws dev.convoy.base.InvalidInputException if it is not the folder of a run
     */
    static RunRow read(RunFolder folder, String name) throws IOException {
        RunFiles files = RunFiles.read(folder);
        JsonNode summary = files.summary();
        double slotHours = slots(files) * summary.path("wallSeconds").asDouble() / SECONDS_PER_HOUR;
        // Without the time in which the run waits: runs of one application wait for each other.
        JsonNode tasks = summary.path("coreHours");
        boolean usesGpus = summary.path("engine").asText().contains("cudnn");
        String error = summary.path("error").isTextual() ? summary.path("error").asText() : null;
        return new RunRow(
                name,
                RunTable.settings(files),
                summary.path("status").asText(),
                summary,
                tasks.isObject()
                        ? tasks.path("used").asDouble() + tasks.path("lost").asDouble()
                        : slotHours * Math.max(1, summary.path("threads").asInt()),
                usesGpus ? slotHours : null,
                error,
                null);
    }

    /**
     * Reads a trial of a sweep, which may not have started.
     *
     * @param keys the keys that the sweep sets
     * @param status what the sweep says of it
     * @param error why it failed; null if it has not
     * @param link address of its page; null if there is none
     */
    public static RunRow trial(
            RunFolder folder, String name, SortedMap<String, String> keys, String status, String error, String link)
            throws IOException {
        if (folder.read(RunSummary.FILE).isEmpty()) {
            return new RunRow(name, keys, status, MissingNode.getInstance(), null, null, error, null);
        }
        RunRow read = read(folder, name);
        return new RunRow(name, keys, status, read.summary, read.coreHours, read.gpuHours, error, link);
    }

    /**
     * The number of tasks that could run at the same time: the time of all tasks is divided by it in the parts of a round,
     * which are made smaller still if they take longer than the round.
     */
    private static double slots(RunFiles files) {
        double slots = Math.max(1, files.summary().path("workers").asInt());
        double part = 0;
        for (RoundLine line : files.rounds()) {
            part += line.parts().getOrDefault("compute", 0.0);
            // What executors have done since the last line that has it.
            double compute =
                    line.executors().stream().mapToDouble(ExecutorWork::compute).sum();
            if (part > 0 && compute > 0) {
                slots = Math.min(slots, Math.max(1, Math.rint(compute / part)));
                part = 0;
            }
        }
        return slots;
    }

    RunRow withKeys(SortedMap<String, String> others) {
        return new RunRow(name, others, status, summary, coreHours, gpuHours, error, link);
    }

    /** Returns a number of {@code run.json}; null if it has none. */
    Double number(String field) {
        JsonNode node = summary.path(field);
        return node.isNumber() ? node.asDouble() : null;
    }

    /** Returns a text of {@code run.json}; empty if it has none. */
    String text(String field) {
        JsonNode node = summary.path(field);
        return node.isTextual() ? node.asText() : "";
    }

    /** Returns what runs have in common that differ in their seed only: other settings, and the epochs so far. */
    List<String> withoutSeed() {
        return Stream.concat(
                        keys.entrySet().stream()
                                .filter(entry -> !entry.getKey().equals(RunTable.SEED))
                                .map(Object::toString),
                        Stream.of(summary.path("epochs").asText()))
                .toList();
    }
}
