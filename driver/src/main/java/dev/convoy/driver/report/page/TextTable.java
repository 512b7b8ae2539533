package dev.convoy.driver.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/** A table in columns of equal width, for a console. */
final class TextTable {
    private static final int MOST = 40;

    private TextTable() {}

    /**
     * Returns the table. Columns without a value are left out; numbers have four digits.
     *
     * @param lines the names of the columns, and then the rows
     */
    static String of(List<List<Object>> lines) {
        List<Integer> filled = IntStream.range(0, lines.get(0).size())
                .filter(column -> lines.stream().skip(1).anyMatch(line -> !text(line.get(column))
                        .equals("-")))
                .boxed()
                .toList();
        List<List<String>> cells = new ArrayList<>();
        lines.forEach(line ->
                cells.add(filled.stream().map(column -> text(line.get(column))).toList()));
        StringBuilder table = new StringBuilder();
        for (List<String> line : cells) {
            StringBuilder row = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int at = column;
                int width = cells.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElseThrow();
                String cell = line.get(column);
                row.append(column == 0 ? "" : "  ").append(cell).append(" ".repeat(width - cell.length()));
            }
            table.append(row.toString().stripTrailing()).append(System.lineSeparator());
        }
        return table.toString();
    }

    private static String text(Object cell) {
        if (cell instanceof Double number) {
            return String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%.0f" : "%.4f", number);
        }
        String text = Objects.toString(cell, "");
        return text.isEmpty() ? "-" : text.length() > MOST ? text.substring(0, MOST) + "…" : text;
    }
}
