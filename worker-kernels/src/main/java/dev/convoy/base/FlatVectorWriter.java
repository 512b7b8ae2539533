package dev.convoy.base;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.buffer.DataType;

/** A flat vector as it is computed, chunk by chunk, so that its values need not stand in float64 as a whole first. */
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

    /** Adds the first {@code count} values of {@code chunk}, rounded if the vector is narrower. */
    public void put(double[] chunk, int count) {
        for (int i = 0; i < count; i++) {
            if (type == DataType.DOUBLE) {
                buffer.putDouble(chunk[i]);
            } else {
                buffer.putFloat((float) chunk[i]);
            }
        }
    }

    /** The vector, once all its values are there. */
    public FlatVector vector() {
        if (buffer.hasRemaining()) {
            throw new IllegalStateException("a vector must have all its values. Missing bytes: " + buffer.remaining());
        }
        return new FlatVector(type, bytes);
    }
}
