package dev.convoy.driver.prepare.source.table;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.SourceOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The columns of a list or table, by name.
 *
 * @param where what has the columns, for messages
 */
public record Columns(String where, List<String> names) {
    /** Returns the column that is called one of these names, whatever its case and underscores, or null. */
    public String find(List<String> wanted) {
        for (String name : wanted) {
            for (String column : names) {
                if (plain(column).equals(plain(name))) {
                    return column;
                }
            }
        }
        return null;
    }

    /**
     * Returns the column that the user named, or finds one.
     *
     * @param key the user's setting, for messages
     * @param named its value, or null
     * @return null if the user named none and none is found
     */
    public String choose(String key, String named, List<String> wanted) {
        if (named == null) {
            return find(wanted);
        }
        String column = names.contains(named) ? named : find(List.of(named));
        if (column == null) {
            throw missing(key + " must name a column that exists", named, "Name another column.");
        }
        return column;
    }

    /** @param needed the column that was not found, or "none" */
    public InvalidInputException missing(String rule, String needed, String remedy) {
        return new InvalidInputException(rule, needed + " in " + where + " with the columns " + shown(), remedy);
    }

    /**
     * Returns what a person may have expected of these columns: a label that none has, a group that is not used.
     *
     * @param label the column of labels, or null
     */
    public List<String> notes(String label, SourceOptions options) {
        List<String> notes = new ArrayList<>();
        if (label == null) {
            notes.add("there is no column called " + String.join(", ", SourceOptions.LABEL_COLUMNS) + " in " + where
                    + ", only " + shown());
        }
        String group = find(List.of("group"));
        if (group != null && options.groupColumn() == null && options.groupBy() == null) {
            notes.add("the column " + InvalidInputException.printable(group) + " in " + where
                    + " is not used: prepare.group-column=" + InvalidInputException.printable(group)
                    + " keeps the images of a group in one split");
        }
        return notes;
    }

    /** The names, for messages. */
    public String shown() {
        return String.join(
                ", ", names.stream().map(InvalidInputException::printable).toList());
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[_\\- ]", "");
    }
}
