package dev.convoy.driver.model;

import dev.convoy.base.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The record at the end of a zip (APPNOTE.TXT 4.3.16). A reader from front to back cannot tell a zip that was cut
 * between two entries from a whole one; the count in this record can.
 */
final class ZipEnd {
    private static final int SIGNATURE = 0x06054b50;
    private static final int SIZE = 22;
    /** Where in the record the number of all entries stands. */
    private static final int COUNT = 10;

    private static final int LONGEST_COMMENT = 0xffff;

    private ZipEnd() {}

    /** The number of entries; a zip of Zip64's 65,535 or more is refused as well. */
    static int entries(FileSystem files, Path path, String name) throws IOException {
        long length = files.getFileStatus(path).getLen();
        byte[] tail = new byte[(int) Math.min(length, SIZE + LONGEST_COMMENT)];
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
