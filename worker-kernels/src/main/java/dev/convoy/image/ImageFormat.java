package dev.convoy.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Formats of image files, told by their first bytes. */
public enum ImageFormat {
    JPEG,
    PNG,
    BMP,
    GIF,
    TIFF,
    WEBP;

    /** Returns the name in datasets: "jpeg". */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @param start holds the first {@code length} bytes of the file */
    public static Optional<ImageFormat> of(byte[] start, int length) {
        String text = new String(start, 0, Math.min(length, 12), StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (text.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
            return Optional.of(GIF);
        }
        if (text.startsWith("II*\0") || text.startsWith("MM\0*")) {
            return Optional.of(TIFF);
        }
        if (text.startsWith("RIFF") && text.endsWith("WEBP")) {
            return Optional.of(WEBP);
        }
        return text.startsWith("BM") ? Optional.of(BMP) : Optional.empty();
    }
}
