package dev.convoy.driver.prepare.source.table;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;

/**
 * Row groups of a Parquet file that follow each other.
 *
 * @param root folder of {@code name}
 * @param from number of the first row group
 * @param to number of the row group after the last
 * @param split the split that the file's name gives, or null
 */
record RowGroupsPart(String root, String name, int from, int to, Rows rows, String split, SourceOptions options)
        implements SourcePart {
    /**
     * What the footer says about the row groups.
     *
     * @param first number of the first row in the file
     * @param count number of rows
     * @param bytes compressed bytes of all columns
     */
    record Rows(long first, long count, long bytes) implements Serializable {}

    @Override
    public long bytes() {
        return rows.bytes();
    }

    @Override
    public Optional<String> container() {
        return Optional.of(name);
    }

    @Override
    public SourceItems read(Configuration hadoop) throws IOException {
        UserPath folder = UserPath.of(options.key(), root, hadoop);
        try {
            ParquetFileReader file = new ParquetInput(folder.files(), Listing.path(folder, name)).open(hadoop);
            TableSchema schema = new TableSchema(file.getFileMetaData().getSchema(), name);
            TableColumns columns = TableColumns.of(schema, options);
            List<String> classes = ClassNames.of(file.getFileMetaData().getKeyValueMetaData(), columns.label());
            RowReader reader = new RowReader(columns, classes, split, options);
            ParquetRows all = new ParquetRows(file, columns.projection(schema), from, to);
            return new SourceItems(new ItemReader(all, reader), file);
        } catch (LostImageException e) {
            return SourceItems.of(List.of(new SourceFailure(id(rows.first()), e.getMessage(), rows.count())));
        }
    }

    private String id(long row) {
        return name + "!" + row;
    }

    private final class ItemReader implements SourceItems.Reader {
        private final ParquetRows all;
        private final RowReader reader;
        private long row = rows.first();

        ItemReader(ParquetRows all, RowReader reader) {
            this.all = all;
            this.reader = reader;
        }

        @Override
        public SourceItem next() throws IOException {
            try {
                Group values = all.next();
                return values == null ? null : reader.item(id(row++), values);
            } catch (LostImageException e) {
                String id = id(row);
                long lost = all.skipGroup();
                row += lost;
                return new SourceFailure(id, e.getMessage(), lost);
            }
        }
    }
}
