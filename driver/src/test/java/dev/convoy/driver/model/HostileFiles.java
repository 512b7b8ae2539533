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

/** What an attacker, or a bad disk, makes of a good zip. */
final class HostileFiles {
    /** How many objects or classes of an attacker have come to life in this process. */
    static final AtomicInteger ALIVE = new AtomicInteger();

    private HostileFiles() {}

    /** Comes to life if somebody deserializes it. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            ALIVE.incrementAndGet();
            in.defaultReadObject();
        }
    }

    /** Comes to life if somebody loads it by its name, whatever it is then used for. */
    static final class Trap {
        static {
            ALIVE.incrementAndGet();
        }

        private Trap() {}
    }

    /** The same, for the proof that Deeplearning4j alone would fall into it. A class is initialized once. */
    static final class OtherTrap {
        static {
            ALIVE.incrementAndGet();
        }

        private OtherTrap() {}
    }

    /** The name without the class: a class literal does not initialize it. */
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

    /** An array whose headers say what they like. */
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

    /** The good array with another value in its last place. */
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

    /** The same of the last. */
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
