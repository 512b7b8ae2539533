package dev.convoy.driver.prepare.source.list;

import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.table.Columns;
import java.util.List;

/** The columns of a list that are read. Null stands for a column that there is none of. */
record ListColumns(String path, String label, String group, String split) {
    private static final List<String> PATHS = List.of("path", "file", "filename", "image", "filepath", "imagepath");

    /** @throws dev.convoy.base.InvalidInputException if there is no column with paths, or one that the user named */
    static ListColumns of(Columns columns, SourceOptions options) {
        String path = columns.choose("prepare.path-column", options.pathColumn(), PATHS);
        if (path == null) {
            throw columns.missing(
                    "a list must have a column called path, file, filename or image",
                    "none",
                    "Write the names of the columns into the first line, such as path,label, or name the column with"
                            + " prepare.path-column.");
        }
        return new ListColumns(
                path,
                columns.choose("prepare.label-column", options.labelColumn(), SourceOptions.LABEL_COLUMNS),
                columns.choose("prepare.group-column", options.groupColumn(), List.of()),
                columns.find(List.of("split")));
    }

    /** Whether these columns are those of a list. */
    static boolean hasPaths(Columns columns, SourceOptions options) {
        return columns.find(options.pathColumn() == null ? PATHS : List.of(options.pathColumn())) != null;
    }
}
