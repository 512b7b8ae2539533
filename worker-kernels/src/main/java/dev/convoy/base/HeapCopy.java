package dev.convoy.base;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Copies arrays between Java's heap and native memory. Several threads share the copy of a long range, because one
 * thread cannot use the whole bandwidth of a server's memory.
 */
public final class HeapCopy {
    /** A thread gets at least this much: for less, waking it takes longer than the copy. */
    static final int PART_BYTES = 1 << 20;

    /** Few, because several tasks may copy in one process at the same time. */
    static final int MOST_PARTS = 8;

    private HeapCopy() {}

    /** Copies {@code count} bytes of {@code from}, starting at index {@code at}. */
    public static void toNative(byte[] from, int at, Pointer to, int count) {
        inParts(count, Byte.BYTES, (start, length) -> new BytePointer(to)
                .position(start)
                .put(from, at + start, length));
    }

    /** Copies {@code count} bytes to {@code to}, starting at index {@code at}. */
    public static void toHeap(Pointer from, byte[] to, int at, int count) {
        inParts(count, Byte.BYTES, (start, length) -> new BytePointer(from)
                .position(start)
                .get(to, at + start, length));
    }

    /** Copies the first {@code count} floats to the position of {@code to}. */
    public static void toNative(float[] from, FloatPointer to, int count) {
        inParts(count, Float.BYTES, (start, length) -> new FloatPointer(to)
                .position(to.position() + start)
                .put(from, start, length));
    }

    private interface Part {
        void copy(int start, int length);
    }

    private static void inParts(int count, int width, Part part) {
        int parts = (int) Math.min(MOST_PARTS, (long) count * width / PART_BYTES);
        if (parts < 2) {
            part.copy(0, count);
            return;
        }
        IntStream.range(0, parts).parallel().forEach(i -> {
            int start = (int) ((long) count * i / parts);
            int end = (int) ((long) count * (i + 1) / parts);
            part.copy(start, end - start);
        });
    }
}
