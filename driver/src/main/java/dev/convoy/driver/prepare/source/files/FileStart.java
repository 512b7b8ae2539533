package dev.convoy.driver.prepare.source.files;

import dev.convoy.driver.files.UserPath;
import dev.convoy.image.ImageFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The start of a file, which tells what the file is.
 *
 * @param name path relative to the input
 * @param bytes the first bytes of the file; none if it cannot be opened
 * @param content the first bytes after decompression if the file is gzipped, else {@code bytes}
 */
public record FileStart(FileSystem files, Path path, String name, long length, byte[] bytes, byte[] content) {
    /** What {@link #kind} says of text. */
    public static final String TEXT = "text";

    private static final int READ_BYTES = 1 << 14;

    /** Where the header of a tar archive says that it is one. */
    private static final int TAR_MAGIC = 257;

    /** Reads the start of a file of a listing. */
    public static FileStart of(Listing listing, int index) throws IOException {
        return of(listing.root(), listing.name(index), listing.length(index));
    }

    /** @param name path relative to {@code root} */
    public static FileStart of(UserPath root, String name, long length) throws IOException {
        Path path = Listing.path(root, name);
        byte[] start;
        try {
            start = FileRead.start(root.files(), path, READ_BYTES);
        } catch (LostImageException e) {
            start = new byte[0];
        }
        return new FileStart(root.files(), path, name, length, start, unzipped(start));
    }

    /** Whether the file is gzipped. */
    public boolean isZipped() {
        return bytes != content;
    }

    /** Whether the content starts with these unsigned bytes. */
    public boolean startsWith(int... wanted) {
        return startsWith(content, wanted);
    }

    /** Returns what the file is, for messages: "text". */
    public String kind() {
        if (bytes.length == 0) {
            return length == 0 ? "empty" : "not readable";
        }
        String kind = kind(content);
        return isZipped() ? kind + ", gzipped" : kind;
    }

    /** Whether the content is text, perhaps in another encoding than UTF-8. */
    public boolean isText() {
        return isText(content);
    }

    /** Whether bytes start an archive or compressed file. */
    public static boolean isArchive(byte[] start) {
        return archive(start) != null;
    }

    /** Whether bytes start an image file. */
    public static boolean isImage(byte[] start) {
        Optional<ImageFormat> format = ImageFormat.of(start, start.length);
        // Text may start with the two letters that mark a BMP file, whose header holds zeros.
        return format.isPresent()
                && (format.get() != ImageFormat.BMP || !isText(Arrays.copyOf(start, Math.min(start.length, 32))));
    }

    /** Whether this is an image file. */
    public boolean isImage() {
        return isImage(bytes);
    }

    /** Returns what starts with these bytes, for messages. */
    public static String kind(byte[] start) {
        if (isImage(start)) {
            return "an image";
        }
        if (isArchive(start)) {
            return archive(start);
        }
        if (startsWith(start, 'P', 'A', 'R', '1')) {
            return "a Parquet file";
        }
        if (startsWith(start, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
            return "a NumPy array";
        }
        if (startsWith(start, 0x89, 'H', 'D', 'F')) {
            return "an HDF5 file";
        }
        if (startsWith(start, 0xff, 0xfe) || startsWith(start, 0xfe, 0xff)) {
            return "text in UTF-16, not in UTF-8";
        }
        return isText(start) ? TEXT : "something else";
    }

    private static String archive(byte[] start) {
        if (startsWith(start, 'P', 'K', 3, 4)) {
            return "a zip archive";
        }
        if (startsWith(start, '7', 'z', 0xbc, 0xaf) || startsWith(start, 'R', 'a', 'r', '!')) {
            return "a 7z or rar archive";
        }
        if (startsWith(start, 0x1f, 0x8b)
                || startsWith(start, 'B', 'Z', 'h')
                || startsWith(start, 0xfd, '7', 'z', 'X', 'Z')
                || startsWith(start, 0x28, 0xb5, 0x2f, 0xfd)) {
            return "a compressed file or archive";
        }
        int end = Math.min(TAR_MAGIC + 5, start.length);
        byte[] magic = Arrays.copyOfRange(start, Math.min(TAR_MAGIC, end), end);
        return startsWith(magic, 'u', 's', 't', 'a', 'r') ? "a tar archive" : null;
    }

    private static boolean startsWith(byte[] start, int... wanted) {
        if (start.length < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if ((start[i] & 0xff) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(byte[] start) {
        for (byte b : start) {
            boolean space = b == '\n' || b == '\r' || b == '\t' || b == '\f';
            // Negative bytes are letters beyond ASCII, in whatever encoding.
            if (b >= 0 && b < ' ' && !space) {
                return false;
            }
        }
        return start.length > 0;
    }

    private static byte[] unzipped(byte[] start) {
        if (!startsWith(start, 0x1f, 0x8b)) {
            return start;
        }
        byte[] content = new byte[READ_BYTES];
        int length = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(start))) {
            for (int read; (read = in.read(content, length, content.length - length)) > 0; ) {
                length += read;
            }
        } catch (IOException e) {
            // The start ends before the compressed file does, or the file is damaged: what could be read must do.
            return Arrays.copyOf(content, length);
        }
        return Arrays.copyOf(content, length);
    }
}
