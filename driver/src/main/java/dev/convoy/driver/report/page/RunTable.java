package dev.convoy.driver.report.page;

import dev.convoy.driver.config.RecordedKeys;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.sweep.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Several runs in one table: what differs, and what came of it.
 *
 * @param metric what the runs are compared by
 * @param keys the keys in which they differ
 */
public record RunTable(Metric metric, List<String> keys, List<RunRow> rows) {
    static final String SEED = "train.seed";
    /** What is in these sections changes no result. */
    private static final List<String> NO_SETTINGS = List.of(
            "run.",
            "report.",
            "prepare.",
            "train.until",
            "train.interrupt-grace",
            "train.yield-when-queued",
            "checkpoint.keep",
            "data.cache",
            "data.decode-threads");

    /**
     * Compares the runs in these folders.
     *
     * @throws dev.convoy.base.InvalidInputException if one is not the folder of a run
     */
    public static RunTable of(List<RunFolder> folders, Metric metric) throws IOException {
        List<RunRow> rows = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            rows.add(RunRow.read(folders.get(i), ReportPage.name(folders, i)));
        }
        List<String> keys = differing(rows);
        return new RunTable(
                metric,
                keys,
                rows.stream().map(row -> row.withKeys(only(keys, row))).toList());
    }

    /** Returns the settings that may change results, without secrets. */
    static SortedMap<String, String> settings(RunFiles run) {
        SortedMap<String, String> settings =
                new TreeMap<>(RecordedKeys.of(run.settings()).all());
        settings.keySet().removeIf(key -> NO_SETTINGS.stream().anyMatch(key::startsWith));
        settings.replaceAll((key, value) -> Redaction.of(value));
        return settings;
    }

    private static List<String> differing(List<RunRow> rows) {
        SortedSet<String> keys = new TreeSet<>();
        rows.forEach(row -> keys.addAll(row.keys().keySet()));
        keys.removeIf(
                key -> rows.stream().map(row -> row.keys().get(key)).distinct().count() < 2);
        return List.copyOf(keys);
    }

    /** Returns the field of {@code run.json} that runs are compared by: on validation images, if any run has them. */
    private String compared() {
        String validation = metric.field("validation");
        return rows.stream().anyMatch(row -> row.number(validation) != null) ? validation : metric.field("test");
    }

    private static SortedMap<String, String> only(List<String> keys, RunRow row) {
        SortedMap<String, String> some = new TreeMap<>(row.keys());
        some.keySet().retainAll(keys);
        return some;
    }

    /** Returns the columns after those of the keys, by name. */
    private Map<String, Function<RunRow, Object>> columns() {
        Map<List<String>, Repeats> repeats = new HashMap<>();
        String compared = compared();
        rows.forEach(row -> repeats.computeIfAbsent(row.withoutSeed(), settings -> Repeats.of(row, rows, compared)));
        Map<String, Function<RunRow, Object>> columns = new LinkedHashMap<>();
        columns.put("status", RunRow::status);
        for (String number : List.of("validationAccuracy", "validationLoss", "testAccuracy", "testLoss")) {
            columns.put(number, row -> row.number(number));
        }
        columns.put("seeds", row -> get(repeats, row, Repeats::runs));
        columns.put("mean", row -> get(repeats, row, Repeats::mean));
        columns.put("interval95", row -> get(repeats, row, Repeats::interval));
        for (String count : List.of("epochs", "examples")) {
            columns.put(
                    count,
                    row -> row.number(count) == null ? null : row.number(count).longValue());
        }
        columns.put("imagesPerSecond", row -> row.number("imagesPerSecond"));
        columns.put("wallSeconds", row -> row.number("wallSeconds"));
        columns.put("coreHours", RunRow::coreHours);
        columns.put("gpuHours", RunRow::gpuHours);
        columns.put("paramsSha256", row -> row.text("paramsSha256"));
        columns.put("error", RunRow::error);
        return columns;
    }

    private static Object get(Map<List<String>, Repeats> repeats, RunRow row, Function<Repeats, Object> part) {
        Repeats found = repeats.get(row.withoutSeed());
        return found == null ? null : part.apply(found);
    }

    /** Returns the table as CSV, with every digit. */
    public byte[] csv() {
        return lines().stream()
                .map(line -> line.stream().map(RunTable::quoted).collect(Collectors.joining(",")) + "\r\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the table for a console: columns without a value are left out, numbers are shortened. */
    public String text() {
        return TextTable.of(lines());
    }

    /** Returns the names of the columns, and then the rows. */
    private List<List<Object>> lines() {
        Map<String, Function<RunRow, Object>> columns = columns();
        List<List<Object>> lines = new ArrayList<>();
        List<Object> head = new ArrayList<>(List.of("run"));
        head.addAll(keys);
        head.addAll(columns.keySet());
        lines.add(head);
        rows.forEach(row -> lines.add(cells(row, columns)));
        return lines;
    }

    private List<Object> cells(RunRow row, Map<String, Function<RunRow, Object>> columns) {
        List<Object> cells = new ArrayList<>();
        cells.add(row.name());
        keys.forEach(key -> cells.add(row.keys().get(key)));
        columns.values().forEach(column -> cells.add(column.apply(row)));
        return cells;
    }

    private static String quoted(Object cell) {
        String text = Objects.toString(cell, "");
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /** What the page's script reads. */
    private record Content(
            String title, String metric, boolean lessIsBetter, List<String> keys, List<Map<String, Object>> rows) {}

    /** Returns a page with the table and its charts, which asks for no other file. */
    public byte[] page(String title) {
        Map<String, Function<RunRow, Object>> columns = columns();
        List<Map<String, Object>> content = new ArrayList<>();
        String compared = compared();
        for (RunRow row : rows) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("name", row.name());
            values.put("link", row.link());
            values.put("keys", row.keys());
            values.put("value", row.number(compared));
            columns.forEach((name, column) -> values.put(name, column.apply(row)));
            content.add(values);
        }
        String name = (compared.equals(metric.field("test")) ? "test " : "validation ") + metric.key();
        return ReportPage.page(
                List.of("elements.js", "chart.js", "trials.js"),
                Json.line(new Content(title, name, metric == Metric.LOSS, keys, content)));
    }
}
