package dev.convoy.driver.prepare.source.list;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.ContainerFiles;
import dev.convoy.driver.prepare.source.FileSplits;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.table.Columns;
import dev.convoy.driver.prepare.source.table.ImageTableFormat;
import dev.convoy.driver.prepare.source.table.ParquetInput;
import dev.convoy.driver.prepare.source.table.ParquetRows;
import dev.convoy.driver.prepare.source.table.RowText;
import dev.convoy.driver.prepare.source.table.TableSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;

/** Lists as Parquet files, which have a column of paths and none of images. */
public final class ParquetListFormat implements SourceFormat {
    private final Configuration hadoop;

    public ParquetListFormat(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    @Override
    public String files() {
        return "lists (Parquet)";
    }

    @Override
    public boolean recognizes(FileStart file) throws IOException {
        return ImageTableFormat.isParquet(file) && !ImageTableFormat.hasImages(file, hadoop);
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        ContainerFiles files = ContainerFiles.of(input, files(), ImageTableFormat::isParquet);
        List<SourcePart> parts = new ArrayList<>(files.failed());
        FileSplits splits = files.splits();
        List<String> notes = new ArrayList<>(splits.notes());
        boolean labels = false;
        for (int i = 0; i < files.indices().size(); i++) {
            String name = files.name(i);
            int index = files.indices().get(i);
            try (ParquetFileReader file = new ParquetInput(
                            input.listing().root().files(), input.listing().path(index))
                    .open(hadoop)) {
                TableSchema schema = new TableSchema(file.getFileMetaData().getSchema(), name);
                Columns names = schema.simple();
                ListColumns columns = ListColumns.of(names, input.options());
                labels |= columns.label() != null;
                notes.addAll(names.notes(columns.label(), input.options()));
                ListRows rows = new ListRows(input, name, splits.all().get(i));
                MessageType projection =
                        schema.projection(columns.path(), columns.label(), columns.group(), columns.split());
                read(new ParquetRows(file, projection, 0, file.getRowGroups().size()), columns, rows);
                parts.addAll(rows.parts());
            } catch (LostImageException e) {
                throw new InvalidInputException(
                        "a list must be whole",
                        InvalidInputException.printable(name) + ", which " + e.getMessage(),
                        "Write it again.",
                        e);
            }
        }
        return new Source("a list (Parquet)", parts, List.of(), false, labels ? Labels.VALUES : Labels.NONE, notes);
    }

    private static void read(ParquetRows from, ListColumns columns, ListRows to)
            throws IOException, LostImageException {
        long number = 1;
        for (Group row; (row = from.next()) != null; number++) {
            to.add(
                    number,
                    RowText.of(row, columns.path()),
                    RowText.of(row, columns.label()),
                    RowText.of(row, columns.group()),
                    RowText.of(row, columns.split()));
        }
    }
}
