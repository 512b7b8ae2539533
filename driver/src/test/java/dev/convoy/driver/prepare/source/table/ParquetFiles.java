package dev.convoy.driver.prepare.source.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes small Parquet files for tests. */
public final class ParquetFiles {
    /** Fills one row. */
    @FunctionalInterface
    public interface Row {
        void fill(Group row);
    }

    private ParquetFiles() {}

    /** Writes row groups of about 4 MB. */
    public static void write(Path file, String schema, Map<String, String> footer, Row... rows) throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        Configuration hadoop = new Configuration();
        // Otherwise each page's header repeats its smallest and largest image.
        hadoop.setInt("parquet.statistics.truncate.length", 16);
        hadoop.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
        hadoop.set("fs.file.impl.disable.cache", "true");
        SimpleGroupFactory groups = new SimpleGroupFactory(type);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
                .withType(type)
                .withConf(hadoop)
                .withExtraMetaData(footer)
                .withRowGroupSize(4L << 20)
                .withMinRowCountForPageSizeCheck(1)
                .withMaxRowCountForPageSizeCheck(1)
                .withDictionaryEncoding(false)
                .withStatisticsTruncateLength(16)
                .build()) {
            for (Row row : rows) {
                Group group = groups.newGroup();
                row.fill(group);
                writer.write(group);
            }
        }
    }

    public static Binary binary(byte[] bytes) {
        return Binary.fromConstantByteArray(bytes);
    }
}
