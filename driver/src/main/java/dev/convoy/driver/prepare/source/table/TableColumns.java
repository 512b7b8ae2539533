package dev.convoy.driver.prepare.source.table;

import dev.convoy.driver.prepare.source.SourceOptions;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.schema.MessageType;

/**
 * The columns of a Parquet file that are read. Null stands for a column that there is none of.
 */
record TableColumns(ImageColumn image, String label, String group, String split) {
    static TableColumns of(TableSchema schema, SourceOptions options) {
        Columns simple = schema.simple();
        return new TableColumns(
                image(schema, options),
                simple.choose("prepare.label-column", options.labelColumn(), SourceOptions.LABEL_COLUMNS),
                simple.choose("prepare.group-column", options.groupColumn(), List.of()),
                simple.find(List.of("split")));
    }

    private static ImageColumn image(TableSchema schema, SourceOptions options) {
        Columns columns = schema.all();
        if (options.pathColumn() != null) {
            String name = columns.choose("prepare.path-column", options.pathColumn(), List.of());
            ImageColumn.Kind kind = ImageColumn.kind(schema.message().getType(name));
            if (kind == null) {
                throw columns.missing(
                        "prepare.path-column must name a column of images", name, "Name a column of binary values.");
            }
            return new ImageColumn(name, kind);
        }
        List<ImageColumn> found = ImageColumn.of(schema.message());
        if (found.size() != 1) {
            throw columns.missing(
                    "a Parquet file must have one column of images: binary, a struct with bytes, or Spark's image",
                    found.isEmpty()
                            ? "none"
                            : found.stream().map(ImageColumn::name).collect(Collectors.joining(" and ")),
                    "Name the column with prepare.path-column.");
        }
        return found.get(0);
    }

    MessageType projection(TableSchema schema) {
        return schema.projection(image.name(), label, group, split);
    }
}
