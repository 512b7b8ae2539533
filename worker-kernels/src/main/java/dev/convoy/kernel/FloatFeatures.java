package dev.convoy.kernel;

import dev.convoy.base.HeapCopy;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Features as they are given to the network.
 *
 * @param values {@code examples × channels × height × width}, row-major
 */
public record FloatFeatures(float[] values) implements Features {
    @Override
    public long length() {
        return values.length;
    }

    @Override
    public void copyTo(FloatPointer to, int count) {
        HeapCopy.toNative(values, to, count);
    }

    @Override
    public float[] toArray(int count) {
        return Arrays.copyOf(values, count);
    }
}
