package dev.convoy.kernel;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A flat vector of float32 or float64 as little-endian bytes on the Java heap: the one form in which parameters and
 * updater state are broadcast, shuffled, averaged, checkpointed and hashed. At most 2 GiB.
 *
 * <p>A class and not a record, because Kryo (which Spark may be told to use) cannot build records.
 */
public final class FlatVector implements Serializable {
    private static final long serialVersionUID = 1L;

    private final DataType type;
    private final byte[] bytes;

    /** Takes the array as it is; it must not be changed afterwards. */
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

    /** A copy of {@code length} values of native memory. */
    public static FlatVector copyOf(DataType type, Pointer values, long length) {
        byte[] bytes = new byte[Math.toIntExact(Math.multiplyExact(length, (long) type.width()))];
        asBytes(values).get(bytes);
        return new FlatVector(type, bytes);
    }

    /** The float32 vector with these values. */
    public static FlatVector of(float... values) {
        byte[] bytes = new byte[values.length * Float.BYTES];
        little(bytes).asFloatBuffer().put(values);
        return new FlatVector(DataType.FLOAT, bytes);
    }

    /** The float64 vector with these values. */
    public static FlatVector of(double... values) {
        byte[] bytes = new byte[values.length * Double.BYTES];
        little(bytes).asDoubleBuffer().put(values);
        return new FlatVector(DataType.DOUBLE, bytes);
    }

    /** The parts one after the other; all of one type, at least one. */
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

    public DataType type() {
        return type;
    }

    public int length() {
        return bytes.length / type.width();
    }

    /** The bytes themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Values {@code from} (inclusive) to {@code to} (exclusive), copied. */
    public FlatVector slice(int from, int to) {
        return new FlatVector(type, Arrays.copyOfRange(bytes, from * type.width(), to * type.width()));
    }

    /** Writes all values to native memory that holds at least as many. */
    public void copyTo(Pointer values) {
        asBytes(values).put(bytes);
    }

    /** The values as float32, rounded if they are wider. */
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

    /** The values as float64. */
    public double[] toDoubles() {
        double[] values = new double[length()];
        if (type == DataType.DOUBLE) {
            little(bytes).asDoubleBuffer().get(values);
            return values;
        }
        float[] narrow = toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = narrow[i];
        }
        return values;
    }

    /** Whether no value is infinite or not a number. */
    public boolean isFinite() {
        if (type == DataType.DOUBLE) {
            return Arrays.stream(toDoubles()).allMatch(Double::isFinite);
        }
        boolean finite = true;
        for (float value : toFloats()) {
            finite &= Float.isFinite(value);
        }
        return finite;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static BytePointer asBytes(Pointer values) {
        return new BytePointer(values);
    }
}
