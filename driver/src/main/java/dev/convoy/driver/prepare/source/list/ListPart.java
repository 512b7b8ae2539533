package dev.convoy.driver.prepare.source.list;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileRead;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;

/** Files that rows of a list name. */
record ListPart(ListFolder folder, Row[] rows, long bytes, SourceOptions options) implements SourcePart {
    /** One row. Null stands for a value that there is none of. */
    record Row(String path, String label, String group, String split) implements Serializable {}

    @Override
    public SourceItems read(Configuration hadoop) {
        Iterator<Row> left = Arrays.asList(rows).iterator();
        return new SourceItems(() -> left.hasNext() ? item(left.next(), hadoop) : null);
    }

    private SourceItem item(Row row, Configuration hadoop) throws IOException {
        String id = folder.id(row.path());
        try {
            UserPath file = folder.file(row.path(), hadoop);
            byte[] bytes = FileRead.whole(file.files(), file.path(), options.maxFileBytes());
            String group = row.group() == null ? options.group(id) : row.group();
            return new SourceImage(id, row.label(), group, row.split(), bytes, null);
        } catch (LostImageException e) {
            return new SourceFailure(id, e.getMessage());
        }
    }
}
