package dev.convoy.driver.prepare.source;

import dev.convoy.base.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.commons.lang3.tuple.Pair;

/**
 * What a person may say about the input. Null means: find it out.
 *
 * @param key the option that names the input, for messages
 * @param maxFileBytes most bytes of one image file
 * @param pathColumn column of a list or table that holds paths or images
 * @param labelColumn column that holds class names or numbers
 * @param groupColumn column that holds groups, or null
 * @param groupBy finds the group in an id, or null
 */
public record SourceOptions(
        String key, long maxFileBytes, String pathColumn, String labelColumn, String groupColumn, Pattern groupBy)
        implements Serializable {
    /** Names of columns that hold labels, in order of preference. */
    public static final List<String> LABEL_COLUMNS = List.of("label", "class", "target", "category");

    public static final long DEFAULT_MAX_FILE_BYTES = 64L << 20;

    public SourceOptions {
        // A Java array holds an image.
        if (maxFileBytes < 1 || maxFileBytes > Integer.MAX_VALUE - 16) {
            throw new InvalidInputException(
                    "prepare.max-file-bytes must be >= 1 and < 2 GiB", maxFileBytes, "Try 64 MB.");
        }
        if (groupColumn != null && groupBy != null) {
            throw new InvalidInputException(
                    "only one of prepare.group-column and prepare.group-by can be set",
                    groupColumn + " and " + groupBy,
                    "Remove one of them.");
        }
    }

    /** Everything is found out. */
    public static SourceOptions of(String key) {
        return new SourceOptions(key, DEFAULT_MAX_FILE_BYTES, null, null, null, null);
    }

    /** @throws InvalidInputException if it is not a regular expression */
    public static Pattern groupPattern(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    "prepare.group-by must be a regular expression of Java",
                    expression,
                    e.getDescription() + ": put \\ before a character that stands for itself.",
                    e);
        }
    }

    /**
     * Requires that no column is named.
     *
     * @param kind input that has no columns, for the message
     */
    public void requireNoColumns(String kind) {
        Stream.of(Pair.of("path", pathColumn), Pair.of("label", labelColumn), Pair.of("group", groupColumn))
                .filter(column -> column.getValue() != null)
                .findFirst()
                .ifPresent(column -> {
                    throw new InvalidInputException(
                            "prepare." + column.getKey() + "-column needs a list, Parquet with images or WebDataset's"
                                    + " JSON",
                            column.getValue() + " for " + kind,
                            "Leave it out" + (column.getKey().equals("group") ? ", or use prepare.group-by." : "."));
                });
    }

    /** Returns the group by {@code groupBy}: its first capturing group, or the whole match, or the id if none matches. */
    public String group(String id) {
        if (groupBy == null) {
            return null;
        }
        Matcher matcher = groupBy.matcher(id);
        if (!matcher.find()) {
            return id;
        }
        String first = matcher.groupCount() > 0 ? matcher.group(1) : null;
        return first == null ? matcher.group() : first;
    }
}
