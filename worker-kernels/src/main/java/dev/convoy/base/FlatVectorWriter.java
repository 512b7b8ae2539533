package dev.convoy.base;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;

/** Builds a flat vector chunk by chunk, so that its values never exist in float64 as a whole. */
public final class FlatVectorWriter {
    private final DataType type;
    private final byte[] bytes;
    private final ByteBuffer buffer;

    /** @param length of the vector, in values */
    public FlatVectorWriter(DataType type, int length) {
        this.type = type;
        this.bytes = new byte[Math.multiplyExact(length, type.width())];
        this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Appends the first {@code count} values of {@code chunk}, rounded if the vector's type is narrower. */
    public void put(double[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            if (type == DataType.DOUBLE) {
                buffer.putDouble(chunk[i]);
            } else {
                buffer.putFloat((float) chunk[i]);
            }
        }
    }

    /** Returns the vector; call it when all values have been written. */
    public FlatVector vector() {
        if (buffer.hasRemaining()) {
            throw new IllegalStateException("a vector must have all its values. Missing bytes: " + buffer.remaining());
        }
        return new FlatVector(type, bytes);
    }
}
