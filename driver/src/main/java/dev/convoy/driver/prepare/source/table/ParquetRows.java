package dev.convoy.driver.prepare.source.table;

import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** The rows of some row groups. */
public final class ParquetRows {
    private final ParquetFileReader file;
    private final MessageType projection;
    private final int end;
    private int group;
    private long left;
    private RecordReader<Group> records;

    /**
     * @param projection the columns to read
     * @param from number of the first row group
     * @param end number of the row group after the last
     */
    public ParquetRows(ParquetFileReader file, MessageType projection, int from, int end) {
        this.file = file;
        this.projection = projection;
        this.end = end;
        this.group = from;
        file.setRequestedSchema(projection);
    }

    /**
     * Reads a row.
     *
     * @return null after the last
     * @throws LostImageException if a page is damaged; then {@link #skipGroup} goes on with the next row group
     */
    public Group next() throws IOException, LostImageException {
        while (left == 0 && group < end) {
            openGroup();
        }
        if (left == 0) {
            return null;
        }
        try {
            if (records == null) {
                PageReadStore pages = file.readRowGroup(group - 1);
                records = new ColumnIOFactory()
                        .getColumnIO(projection)
                        .getRecordReader(pages, new GroupRecordConverter(projection));
            }
            Group row = records.read();
            left--;
            return row;
        } catch (IOException | RuntimeException e) {
            throw ParquetInput.damaged("is damaged in row group " + (group - 1), e);
        }
    }

    private void openGroup() {
        left = file.getRowGroups().get(group).getRowCount();
        records = null;
        group++;
    }

    /** Leaves out the rest of a row group; returns its number of rows. */
    public long skipGroup() {
        long skipped = left;
        left = 0;
        return skipped;
    }
}
