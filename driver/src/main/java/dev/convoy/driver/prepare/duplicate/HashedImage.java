package dev.convoy.driver.prepare.duplicate;

import dev.convoy.driver.dataset.manifest.Split;
import java.util.HexFormat;
import scala.Tuple2;

/** An image by a hash, as a key that sorts by hash, split and id. */
public final class HashedImage {
    /** Length of a hash in hexadecimal. */
    static final int HASH_CHARS = 16;

    private HashedImage() {}

    /** Returns the key, with the image's class as the value. */
    public static Tuple2<String, String> of(long hash, Split split, String id, String label) {
        return new Tuple2<>(HexFormat.of().toHexDigits(hash) + split.number() + id, label);
    }

    static long hash(String key) {
        return HexFormat.fromHexDigitsToLong(key.substring(0, HASH_CHARS));
    }

    static int split(String key) {
        return key.charAt(HASH_CHARS) - '0';
    }

    static String id(String key) {
        return key.substring(HASH_CHARS + 1);
    }
}
