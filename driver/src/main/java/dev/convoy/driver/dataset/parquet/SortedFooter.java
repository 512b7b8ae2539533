package dev.convoy.driver.dataset.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * The footer of a Parquet file with the encodings of each column in a fixed order. Parquet keeps them in a hash set of
 * enum constants, whose order differs from process to process, and with it the bytes of equal files.
 */
final class SortedFooter {
    /** The length of the footer, then "PAR1". */
    private static final int END_BYTES = 8;

    private SortedFooter() {}

    /**
     * Returns the end of a file with another footer, if all of the footer is in it.
     *
     * @param end the last bytes of the file
     */
    static byte[] of(byte[] end) throws IOException {
        if (end.length < END_BYTES) {
            throw new IOException("a Parquet file must have a footer. Given: " + end.length + " bytes");
        }
        int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(end.length - END_BYTES);
        int start = end.length - END_BYTES - length;
        if (length < 0 || start < 0) {
            throw new IOException("a Parquet footer must have at most " + end.length + " bytes. Given: " + length);
        }
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(end, start, length));
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk column : group.getColumns()) {
                column.getMeta_data().getEncodings().sort(Comparator.comparingInt(Encoding::getValue));
            }
        }
        ByteArrayOutputStream sorted = new ByteArrayOutputStream(end.length);
        sorted.write(end, 0, start);
        Util.writeFileMetaData(footer, sorted);
        sorted.write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(sorted.size() - start)
                .array());
        sorted.write(end, end.length - Integer.BYTES, Integer.BYTES);
        return sorted.toByteArray();
    }
}
