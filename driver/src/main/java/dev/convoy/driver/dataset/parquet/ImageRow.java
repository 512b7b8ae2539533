package dev.convoy.driver.dataset.parquet;

import java.util.zip.CRC32C;

/**
 * One image of a shard.
 *
 * @param id path relative to {@code prepare.from}; {@code archive.tar!inside/name.jpg}, {@code file.parquet!12} or
 *     {@code file!index} for one of several images of a file
 * @param label index of the class
 * @param height height as decoded, in pixels
 * @param width width as decoded, in pixels
 * @param channels 1 or 3, as decoded
 * @param encoding {@code jpeg}, {@code png}, …: {@code pixels} is a file of that format; or {@link #RAW}
 * @param pixels the file, or height × width × channels unsigned bytes
 * @param group images of one group are in one split; null if there are no groups
 * @param source path of the file that the image came from, relative to {@code prepare.from}
 */
public record ImageRow(
        String id,
        int label,
        int height,
        int width,
        int channels,
        String encoding,
        byte[] pixels,
        String group,
        String source) {
    /** The encoding of unsigned bytes in the order of rows, columns and channels. */
    public static final String RAW = "raw";

    int crc32c() {
        return crc32c(pixels);
    }

    static int crc32c(byte[] pixels) {
        CRC32C sum = new CRC32C();
        sum.update(pixels);
        return (int) sum.getValue();
    }
}
