package dev.convoy.driver.dataset.parquet;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/** Writes rows of any schema to one Parquet file, whose bytes depend on the rows alone. */
public final class TableWriter implements AutoCloseable {
    private static final long ROW_GROUP_BYTES = 16L << 20;
    private static final int PAGE_BYTES = 1 << 20;
    private static final int STATISTICS_BYTES = 32;

    private final ShardOutput output;
    private final ParquetWriter<Group> writer;
    private long rows;

    public TableWriter(FileSystem files, Path path, MessageType schema) throws IOException {
        output = new ShardOutput(files, path);
        writer = ExampleParquetWriter.builder(output)
                .withType(schema)
                // An empty configuration: nobody's settings change the bytes.
                .withConf(new Configuration(false))
                .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                .withDictionaryEncoding(false)
                .withRowGroupSize(ROW_GROUP_BYTES)
                .withPageSize(PAGE_BYTES)
                // By default, Parquet looks at the size of a page only after 100 rows, which images may make very
                // large.
                .withMinRowCountForPageSizeCheck(1)
                // By default, minimum and maximum of a column are whole values: whole images.
                .withStatisticsTruncateLength(STATISTICS_BYTES)
                .withColumnIndexTruncateLength(STATISTICS_BYTES)
                .withPageWriteChecksumEnabled(true)
                .build();
    }

    public void write(Group row) throws IOException {
        writer.write(row);
        rows++;
    }

    public long rows() {
        return rows;
    }

    /** The length of the file, once it is closed. */
    public long bytes() {
        return output.length();
    }

    /** CRC32C of the file in hexadecimal, once it is closed. */
    public String crc32c() {
        return output.crc32c();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
