package dev.convoy.driver.dataset.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Gives the end of a Parquet file an order that does not depend on the process: Parquet writes the encodings of each column
 * as a hash set holds them, whose order changes from one Java process to the next.
 */
final class SortedFooter {
    /** The footer's length, and the file's last four bytes. */
    private static final int END_BYTES = 2 * Integer.BYTES;

    private SortedFooter() {}

    /**
     * Sorts the encodings in a footer.
     *
     * @param tail the last bytes of a file
     * @return the same with the footer sorted; as given if the footer is longer than the tail
     */
    static byte[] of(byte[] tail) throws IOException {
        if (tail.length < END_BYTES) {
            return tail;
        }
        ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        int length = end.getInt(tail.length - END_BYTES);
        int start = tail.length - END_BYTES - length;
        if (length < 0 || start < 0) {
            return tail;
        }
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(tail, start, length));
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk column : group.getColumns()) {
                column.getMeta_data().getEncodings().sort(Encoding::compareTo);
            }
        }
        ByteArrayOutputStream sorted = new ByteArrayOutputStream();
        sorted.write(tail, 0, start);
        Util.writeFileMetaData(footer, sorted);
        ByteBuffer newEnd = ByteBuffer.allocate(END_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        newEnd.putInt(sorted.size() - start).put(tail, tail.length - Integer.BYTES, Integer.BYTES);
        sorted.write(newEnd.array());
        return sorted.toByteArray();
    }
}
