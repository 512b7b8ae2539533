package dev.convoy.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Puts files together, byte by byte. */
final class FileBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean littleEndian;

    FileBuilder(boolean littleEndian) {
        this.littleEndian = littleEndian;
    }

    FileBuilder bytes(int... values) {
        for (int value : values) {
            out.write(value);
        }
        return this;
    }

    FileBuilder bytes(byte[] values) {
        out.write(values, 0, values.length);
        return this;
    }

    FileBuilder text(String characters) {
        return bytes(characters.getBytes(StandardCharsets.ISO_8859_1));
    }

    FileBuilder u16(int... values) {
        for (int value : values) {
            integer(value, 2);
        }
        return this;
    }

    FileBuilder u32(long... values) {
        for (long value : values) {
            integer(value, 4);
        }
        return this;
    }

    FileBuilder zeros(int count) {
        return bytes(new byte[count]);
    }

    int size() {
        return out.size();
    }

    byte[] build() {
        return out.toByteArray();
    }

    private void integer(long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * (littleEndian ? i : bytes - 1 - i))));
        }
    }
}
