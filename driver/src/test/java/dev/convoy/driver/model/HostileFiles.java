package dev.convoy.driver.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Bad versions of a good zip, as an attacker or a bad disk would make them. */
final class HostileFiles {
    /** Number of an attacker's objects or classes that were created in this process. */
    static final AtomicInteger ALIVE = new AtomicInteger();

    private HostileFiles() {}

    /** Counts itself if somebody deserializes it. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            ALIVE.incrementAndGet();
            in.defaultReadObject();
        }
    }

    /** Counts itself if somebody loads it by its name, for whatever use. */
    static final class Trap {
        static {
            ALIVE.incrementAndGet();
        }

        private Trap() {}
    }

    /** Another trap, to prove that Deeplearning4j alone would load it. A class is initialized only once. */
    static final class OtherTrap {
        static {
            ALIVE.incrementAndGet();
        }

        private OtherTrap() {}
    }

    /** Returns the name without loading the class: a class literal does not initialize it. */
    static String trap() {
        return Trap.class.getName();
    }

    static byte[] gadget() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Gadget());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] edit(byte[] text, UnaryOperator<String> change) {
        String before = new String(text, StandardCharsets.UTF_8);
        String after = change.apply(before);
        if (after.equals(before)) {
            throw new IllegalStateException("nothing to change in " + before);
        }
        return utf8(after);
    }

    static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }

    /** Returns an array with arbitrary headers. */
    static byte[] array(String mode, long[] shape, String type, long length, float... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(mode);
            out.writeLong(shape.length);
            out.writeUTF("LONG");
            for (long value : shape) {
                out.writeLong(value);
            }
            out.writeUTF("MIXED_DATA_TYPES");
            out.writeLong(length);
            out.writeUTF(type);
            for (float value : values) {
                out.writeFloat(value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The shape of a row of {@code length} values. */
    static long[] row(long length) {
        return new long[] {2, 1, length, length, 1, 0, 1, 99};
    }

    /** Returns the good array with another value at its end. */
    static byte[] endingIn(byte[] array, float value) {
        byte[] changed = array.clone();
        ByteBuffer.wrap(changed).putFloat(changed.length - Float.BYTES, value);
        return changed;
    }

    /** Sets 16 bits of the first record with that signature. */
    static byte[] patch(byte[] zip, int signature, int offset, int value) {
        for (int at = 0; at <= zip.length - Integer.BYTES; at++) {
            if (little(zip).getInt(at) == signature) {
                return put(zip, at + offset, value);
            }
        }
        throw new IllegalStateException("no such record");
    }

    /** Sets 16 bits of the last record with that signature. */
    static byte[] patchLast(byte[] zip, int signature, int offset, int value) {
        for (int at = zip.length - Integer.BYTES; at >= 0; at--) {
            if (little(zip).getInt(at) == signature) {
                return put(zip, at + offset, value);
            }
        }
        throw new IllegalStateException("no such record");
    }

    private static byte[] put(byte[] zip, int at, int value) {
        byte[] changed = zip.clone();
        little(changed).putShort(at, (short) value);
        return changed;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Renames an entry to a name of the same length, in both places where a zip has it. */
    static byte[] rename(byte[] zip, String from, String to) {
        byte[] changed = zip.clone();
        byte[] before = utf8(from);
        byte[] after = utf8(to);
        for (int at = 0; at <= zip.length - before.length; at++) {
            if (Arrays.equals(zip, at, at + before.length, before, 0, before.length)) {
                System.arraycopy(after, 0, changed, at, after.length);
            }
        }
        return changed;
    }
}
