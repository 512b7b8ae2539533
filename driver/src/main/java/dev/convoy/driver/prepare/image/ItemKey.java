package dev.convoy.driver.prepare.image;

import dev.convoy.base.Sha256;
import dev.convoy.driver.dataset.manifest.Split;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The keys of what {@code prepare} sorts, as bytes in unsigned order. An image's key is its split, its place in the order
 * of the split, and its id; an unreadable file's is a number above all splits, and its path.
 *
 * <p>The place is the first 8 bytes of SHA-256(seed, id): each range of places is a fair sample.
 */
public final class ItemKey {
    private static final int QUARANTINE = Split.values().length;
    private static final int PLACE = 1;
    private static final int ID = PLACE + Long.BYTES;

    private ItemKey() {}

    /** Compares the bytes as unsigned numbers. */
    public static final class Order implements Comparator<byte[]>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(byte[] left, byte[] right) {
            return Arrays.compareUnsigned(left, right);
        }
    }

    public static byte[] ofImage(Split split, long seed, String id) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(ID + name.length)
                .put((byte) split.number())
                .put(hash(seed, name), 0, Long.BYTES)
                .put(name)
                .array();
    }

    public static byte[] ofFailure(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(PLACE + name.length)
                .put((byte) QUARANTINE)
                .put(name)
                .array();
    }

    public static boolean isFailure(byte[] key) {
        return key[0] == QUARANTINE;
    }

    public static Split split(byte[] key) {
        return Split.of(key[0]);
    }

    /** Returns an image's place as an unsigned number. */
    public static long place(byte[] key) {
        return ByteBuffer.wrap(key).getLong(PLACE);
    }

    /** Returns the id of an image, or the path of an unreadable file. */
    public static String id(byte[] key) {
        int start = isFailure(key) ? PLACE : ID;
        return new String(key, start, key.length - start, StandardCharsets.UTF_8);
    }

    /** SHA-256 over the seed, 8 bytes with the highest first, and a name. */
    static byte[] hash(long seed, byte[] name) {
        MessageDigest digest = Sha256.digest();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
        return digest.digest(name);
    }
}
