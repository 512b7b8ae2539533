package dev.convoy.image;

import java.util.Locale;
import java.util.Optional;

/** The file formats that are read. A file's format follows from its first bytes, whatever its name says. */
public enum ImageFormat {
    JPEG("\u00ff\u00d8\u00ff"),
    PNG("\u0089PNG\r\n\u001a\n"),
    BMP("BM"),
    GIF("GIF8"),
    TIFF("II*\0", "MM\0*"),
    /** RIFF, then four bytes of length, then WEBP. */
    WEBP("RIFF????WEBP");

    private final String start;
    private final String otherStart;

    ImageFormat(String start) {
        this(start, start);
    }

    ImageFormat(String start, String otherStart) {
        this.start = start;
        this.otherStart = otherStart;
    }

    /**
     * Returns the format of a file, or empty if it is none of these.
     *
     * @param start holds the file, or at least its first 12 bytes, in its first {@code length} bytes
     */
    public static Optional<ImageFormat> of(byte[] start, int length) {
        for (ImageFormat format : values()) {
            if (startsWith(start, length, format.start) || startsWith(start, length, format.otherStart)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** The format's name in manifests and Parquet files, such as {@code jpeg}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static boolean startsWith(byte[] start, int length, String expected) {
        if (length < expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            char wanted = expected.charAt(i);
            if (wanted != '?' && wanted != (start[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
