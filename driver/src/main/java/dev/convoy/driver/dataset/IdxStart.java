package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * Recognizes a file by its first bytes: whether it is gzipped, whether it is the expected IDX file, and otherwise what
 * it is.
 */
enum IdxStart {
    IMAGES(3),
    LABELS(1);

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int UNSIGNED_BYTE = 8;
    private static final int GZIP = 0x1f8b;
    private static final int ZIP = 'P' << 8 | 'K';

    private final int dimensions;

    IdxStart(int dimensions) {
        this.dimensions = dimensions;
    }

    int dimensions() {
        return dimensions;
    }

    private int magic() {
        return UNSIGNED_BYTE << 8 | dimensions;
    }

    /** Returns the content, decompressed if it is gzipped. */
    static InputStream unzipped(InputStream file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, BUFFER_BYTES);
        in.mark(2);
        int start = in.read() << 8 | in.read();
        in.reset();
        return start == GZIP ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES) : in;
    }

    /** @throws InvalidInputException if the file starts in another way, saying what it is */
    void require(int start, String file) {
        if (start == magic()) {
            return;
        }
        throw new InvalidInputException(
                "a file of " + (this == IMAGES ? "images" : "labels") + " must be IDX of unsigned bytes in "
                        + dimensions + (dimensions == 1 ? " dimension" : " dimensions") + ", which starts with "
                        + hex(magic()),
                hex(start) + " in " + file + ", " + kind(start),
                "Give the file as it was published, or write it again.");
    }

    private static String kind(int start) {
        if (start == IMAGES.magic()) {
            return "which are images";
        }
        if (start == LABELS.magic()) {
            return "which are labels";
        }
        if (start >>> Short.SIZE == GZIP) {
            return "which is compressed twice";
        }
        if (start >>> Short.SIZE == ZIP) {
            return "which is a zip archive, to be unpacked";
        }
        if (start >>> Short.SIZE == 0 && (start & 0xff) <= 4) {
            return (start >>> Byte.SIZE) == UNSIGNED_BYTE
                    ? "which has " + (start & 0xff) + " dimensions"
                    : "which has values of another type";
        }
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(start).array();
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.matches("[\\p{Print}\\s]{4}")
                ? "which is text" + (text.startsWith("<") ? ", perhaps a web page that was saved in its place" : "")
                : "which is something else";
    }

    private static String hex(int start) {
        return "0x" + HexFormat.of().toHexDigits(start);
    }
}
