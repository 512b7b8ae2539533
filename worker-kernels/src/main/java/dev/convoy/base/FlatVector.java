package dev.convoy.base;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A flat vector of float32 or float64 values, stored as little-endian bytes on the Java heap. Parameters and optimizer
 * state are broadcast, shuffled, averaged, checkpointed and hashed in this form only. It holds at most 2 GiB.
 *
 * <p>This is a class and not a record, because Kryo (which Spark can be configured to use) cannot build records.
 */
public final class FlatVector implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Number of values read at a time; they fit into the first-level cache. */
    public static final int CHUNK = 2048;

    /** Bytes read or written per call: a file stream copies all bytes of one call at once. */
    private static final int BUFFER_BYTES = 1 << 16;

    /** Java's virtual machine allows no larger array. */
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 2;

    private final DataType type;
    private final byte[] bytes;

    /** Uses the array without copying it; the array must not be changed afterwards. */
    public FlatVector(DataType type, byte[] bytes) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException("a flat vector holds FLOAT or DOUBLE. Given: " + type);
        }
        if (bytes.length % type.width() != 0) {
            throw new IllegalArgumentException(
                    "a " + type + " vector is a multiple of " + type.width() + " bytes. Given: " + bytes.length);
        }
        this.type = type;
        this.bytes = bytes;
    }

    /**
     * Copies {@code length} values from native memory.
     *
     * @throws InvalidInputException if an array cannot hold that many
     */
    public static FlatVector copyOf(DataType type, Pointer values, long length) {
        long most = longest(type);
        if (length > most) {
            throw new InvalidInputException(
                    String.format(
                            Locale.ROOT,
                            "the parameters, and the updater's state, must each be at most %,d %s values",
                            most,
                            type),
                    String.format(Locale.ROOT, "%,d", length),
                    "Use a smaller model, or an updater with less state.");
        }
        byte[] bytes = new byte[(int) length * type.width()];
        HeapCopy.toHeap(values, bytes, 0, bytes.length);
        return new FlatVector(type, bytes);
    }

    /** Returns the greatest number of values that a vector can have. */
    public static long longest(DataType type) {
        return MAX_ARRAY_BYTES / type.width();
    }

    /** Returns a float32 vector with these values. */
    public static FlatVector of(float... values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        little(bytes).asFloatBuffer().put(values);
        return new FlatVector(DataType.FLOAT, bytes);
    }

    /** Returns a float64 vector with these values. */
    public static FlatVector of(double... values) {
        byte[] bytes = new byte[values.length * Double.BYTES];
        little(bytes).asDoubleBuffer().put(values);
        return new FlatVector(DataType.DOUBLE, bytes);
    }

    /** Joins the parts in this order; all must have one type, and there must be at least one. */
    public static FlatVector concatenate(List<FlatVector> parts) {
        DataType type = parts.get(0).type;
        int length = parts.stream().mapToInt(part -> part.bytes.length).reduce(0, Math::addExact);
        ByteBuffer whole = ByteBuffer.allocate(length);
        for (FlatVector part : parts) {
            if (part.type != type) {
                throw new IllegalArgumentException("cannot concatenate a " + part.type + " to a " + type + " vector");
            }
            whole.put(part.bytes);
        }
        return new FlatVector(type, whole.array());
    }

    /**
     * Reads the next {@code bytes} bytes as a vector.
     *
     * @throws EOFException if there are fewer
     */
    public static FlatVector readFrom(InputStream in, DataType type, int bytes) throws IOException {
        byte[] whole = new byte[bytes];
        for (int from = 0, count; from < bytes; from += count) {
            count = Math.min(BUFFER_BYTES, bytes - from);
            if (in.readNBytes(whole, from, count) < count) {
                throw new EOFException("a vector of " + bytes + " bytes must be whole");
            }
        }
        return new FlatVector(type, whole);
    }

    /** Writes the bytes. */
    public void writeTo(OutputStream out) throws IOException {
        writeTo(out, 0, length());
    }

    /** Writes the bytes of the values {@code from} (inclusive) to {@code to} (exclusive). */
    public void writeTo(OutputStream out, int from, int to) throws IOException {
        int end = to * type.width();
        for (int at = from * type.width(), count; at < end; at += count) {
            count = Math.min(BUFFER_BYTES, end - at);
            out.write(bytes, at, count);
        }
    }

    public DataType type() {
        return type;
    }

    public int length() {
        return bytes.length / type.width();
    }

    /** Returns the bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns a copy of the values {@code from} (inclusive) to {@code to} (exclusive). */
    public FlatVector slice(int from, int to) {
        return new FlatVector(type, Arrays.copyOfRange(bytes, from * type.width(), to * type.width()));
    }

    /** Writes all values to native memory that holds at least as many. */
    public void copyTo(Pointer values) {
        HeapCopy.toNative(bytes, 0, values, bytes.length);
    }

    /** Returns the values as float32, rounded if they are wider. */
    public float[] toFloats() {
        float[] values = new float[length()];
        if (type == DataType.FLOAT) {
            little(bytes).asFloatBuffer().get(values);
            return values;
        }
        double[] wide = toDoubles();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) wide[i];
        }
        return values;
    }

    /** Returns the values as float64. */
    public double[] toDoubles() {
        double[] values = new double[length()];
        read(0, values);
        return values;
    }

    /** Whether no value is infinite or NaN. */
    public boolean isFinite() {
        double[] chunk = new double[CHUNK];
        boolean finite = true;
        for (int from = 0; from < length(); from += CHUNK) {
            int count = read(from, chunk);
            for (int i = 0; i < count; i++) {
                finite &= Double.isFinite(chunk[i]);
            }
        }
        return finite;
    }

    /** Returns the index of the first value that is infinite or NaN, or -1 if there is none. */
    public int firstNotFinite() {
        double[] chunk = new double[CHUNK];
        for (int from = 0; from < length(); from += CHUNK) {
            int count = read(from, chunk);
            for (int i = 0; i < count; i++) {
                if (!Double.isFinite(chunk[i])) {
                    return from + i;
                }
            }
        }
        return -1;
    }

    /**
     * Copies values from index {@code from} on into {@code chunk}, as many as exist and fit, and returns their number.
     * Use it for passes over vectors that are too long to be copied as a whole.
     */
    public int read(int from, double[] chunk) {
        int count = Math.min(chunk.length, length() - from);
        ByteBuffer buffer = little(bytes);
        if (type == DataType.DOUBLE) {
            buffer.asDoubleBuffer().get(from, chunk, 0, count);
            return count;
        }
        float[] narrow = new float[count];
        buffer.asFloatBuffer().get(from, narrow);
        for (int i = 0; i < count; i++) {
            chunk[i] = narrow[i];
        }
        return count;
    }

    /** Returns a vector of {@code type} with these values, rounded if the type is narrower. */
    public static FlatVector rounded(DataType type, double[] values) {
        if (type == DataType.DOUBLE) {
            return of(values);
        }
        byte[] bytes = new byte[values.length * Float.BYTES];
        FloatBuffer buffer = little(bytes).asFloatBuffer();
        float[] narrow = new float[CHUNK];
        for (int from = 0; from < values.length; from += CHUNK) {
            int count = Math.min(CHUNK, values.length - from);
            for (int i = 0; i < count; i++) {
                narrow[i] = (float) values[from + i];
            }
            buffer.put(narrow, 0, count);
        }
        return new FlatVector(type, bytes);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
