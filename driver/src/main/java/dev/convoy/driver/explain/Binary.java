package dev.convoy.driver.explain;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/** Numbers as text that a page decodes: base64 of little-endian float32, or of bytes. */
final class Binary {
    private Binary() {}

    static String of(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return of(bytes.array());
    }

    static String of(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns the length of the text for so many float32 values. */
    static long length(long values) {
        return (values * Float.BYTES + 2) / 3 * 4;
    }
}
