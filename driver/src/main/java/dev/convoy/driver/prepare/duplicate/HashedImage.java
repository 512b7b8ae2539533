package dev.convoy.driver.prepare.duplicate;

import dev.convoy.driver.dataset.manifest.Split;
import java.util.HexFormat;

/**
 * An image as a key that sorts by perceptual hash, hash of the pixels, split and id: copies follow each other, the one of
 * the earliest split first.
 */
public final class HashedImage {
    private static final int HASH_CHARS = 16;
    /** Length of both hashes in hexadecimal: images with equal ones are copies. */
    static final int HASHES_CHARS = 2 * HASH_CHARS;

    private HashedImage() {}

    public static String key(long perceptual, long pixels, Split split, String id) {
        return HexFormat.of().toHexDigits(perceptual) + HexFormat.of().toHexDigits(pixels) + split.number() + id;
    }

    /** Returns the perceptual hash of a key, or of its start. */
    static long perceptual(String key) {
        return HexFormat.fromHexDigitsToLong(key.substring(0, HASH_CHARS));
    }

    static String hashes(String key) {
        return key.substring(0, HASHES_CHARS);
    }

    static int split(String key) {
        return key.charAt(HASHES_CHARS) - '0';
    }

    static String id(String key) {
        return key.substring(HASHES_CHARS + 1);
    }
}
