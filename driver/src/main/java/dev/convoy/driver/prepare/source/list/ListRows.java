package dev.convoy.driver.prepare.source.list;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.FailedPart;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.PartRanges;
import dev.convoy.driver.prepare.source.files.SplitNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.AccessControlException;

/** Collects the rows of a list into parts. */
final class ListRows {
    private static final int SIZE_SAMPLES = 16;

    /** Bytes of a file if none of the first ones can be found. */
    private static final long UNKNOWN_FILE_BYTES = 100_000;

    private final SourceInput input;
    private final String name;
    private final String split;
    private final ListFolder folder;
    private final List<SourcePart> parts = new ArrayList<>();
    /** One text for all equal labels, because lists repeat them. */
    private final Map<String, String> shared = new HashMap<>();

    private final List<ListPart.Row> rows = new ArrayList<>();
    private final List<String> withoutPath = new ArrayList<>();
    private long fileBytes = -1;

    /**
     * @param name the list's path relative to the input
     * @param split split of the rows that name none, or null
     */
    ListRows(SourceInput input, String name, String split) {
        this.input = input;
        this.name = name;
        this.split = split;
        String prefix = name.substring(0, name.lastIndexOf('/') + 1);
        UserPath root = input.listing().root();
        this.folder = new ListFolder(
                prefix.isEmpty()
                        ? root.path().toString()
                        : root.path() + "/" + prefix.substring(0, prefix.length() - 1),
                prefix,
                input.options().key());
    }

    /**
     * Adds a row; values are null where there is none.
     *
     * @param number the row's line or number in the list, for messages
     */
    void add(long number, String path, String label, String group, String split) throws IOException {
        if (path == null || path.isBlank() || path.indexOf('\0') >= 0) {
            withoutPath.add(name + "!" + number);
            return;
        }
        rows.add(new ListPart.Row(path.strip(), share(label), share(group), split(number, split)));
        if (rows.size() == PartRanges.MAX_FILES) {
            endPart();
        }
    }

    private String split(long number, String given) {
        if (given == null || given.isBlank()) {
            return split;
        }
        String known = SplitNames.of(given.strip());
        if (known == null) {
            throw new InvalidInputException(
                    "the column split of a list must hold train, validation or test",
                    InvalidInputException.printable(given) + " in line " + number + " of "
                            + InvalidInputException.printable(name),
                    "Rename it, or remove the row or the column.");
        }
        return known;
    }

    private String share(String text) {
        return text == null || text.isBlank() ? null : shared.computeIfAbsent(text.strip(), same -> same);
    }

    private void endPart() throws IOException {
        if (fileBytes < 0) {
            fileBytes = averageBytes();
        }
        parts.add(new ListPart(folder, rows.toArray(ListPart.Row[]::new), fileBytes * rows.size(), input.options()));
        rows.clear();
    }

    /** Returns the mean size of some of the first files. */
    private long averageBytes() throws IOException {
        long sum = 0;
        int found = 0;
        for (int i = 0; i < rows.size(); i += Math.max(1, rows.size() / SIZE_SAMPLES)) {
            UserPath file = folder.file(rows.get(i).path(), input.hadoop());
            try {
                sum += file.files().getFileStatus(file.path()).getLen();
                found++;
            } catch (FileNotFoundException | AccessControlException e) {
                // The task that reads the file reports it.
            }
        }
        return found == 0 ? UNKNOWN_FILE_BYTES : sum / found;
    }

    List<SourcePart> parts() throws IOException {
        if (!rows.isEmpty()) {
            endPart();
        }
        if (!withoutPath.isEmpty()) {
            parts.add(new FailedPart(List.copyOf(withoutPath), "has no path", 1));
            withoutPath.clear();
        }
        return parts;
    }
}
