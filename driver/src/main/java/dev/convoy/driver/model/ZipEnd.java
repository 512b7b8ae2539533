package dev.convoy.driver.model;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reads the record at the end of a zip (APPNOTE.TXT 4.3.16). Reading a zip from front to back cannot detect that it was
 * cut between two entries; the number of entries in this record can.
 */
final class ZipEnd {
    private static final int SIGNATURE = 0x06054b50;
    private static final int SIZE = 22;
    /** Offset of the number of all entries in the record. */
    private static final int COUNT = 10;

    private static final int MAX_COMMENT_BYTES = 0xffff;

    private ZipEnd() {}

    /** Returns the number of entries. A Zip64 file of 65,535 or more entries is refused as well. */
    static int entries(FileSystem files, Path path, String name) throws IOException {
        long length = files.getFileStatus(path).getLen();
        byte[] tail = new byte[(int) Math.min(length, SIZE + MAX_COMMENT_BYTES)];
        try (FSDataInputStream in = files.open(path)) {
            in.readFully(length - tail.length, tail);
        }
        ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tail.length - SIZE; at >= 0; at--) {
            if (end.getInt(at) == SIGNATURE) {
                return Short.toUnsignedInt(end.getShort(at + COUNT));
            }
        }
        throw new InvalidInputException(
                "a model zip must be whole", name + ", without an end", "Copy it again, or write it again.");
    }
}
