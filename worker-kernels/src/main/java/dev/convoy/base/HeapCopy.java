package dev.convoy.base;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Copies bytes between Java's heap and native memory. Several threads share the copy of a long range, because one
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
        inParts(to, count, (target, start, length) -> target.put(start, from, at + start, length));
    }

    /** Copies {@code count} bytes to {@code to}, starting at index {@code at}. */
    public static void toHeap(Pointer from, byte[] to, int at, int count) {
        inParts(from, count, (source, start, length) -> source.get(start, to, at + start, length));
    }

    private interface Part {
        void copy(ByteBuffer memory, int start, int length);
    }

    private static void inParts(Pointer memory, int count, Part part) {
        if (count == 0) {
            return;
        }
        try {
            ByteBuffer buffer = new BytePointer(memory).capacity(count).asByteBuffer();
            int parts = Math.min(MOST_PARTS, count / PART_BYTES);
            if (parts < 2) {
                part.copy(buffer, 0, count);
                return;
            }
            IntStream.range(0, parts).parallel().forEach(i -> {
                int start = (int) ((long) count * i / parts);
                int end = (int) ((long) count * (i + 1) / parts);
                part.copy(buffer, start, end - start);
            });
        } finally {
            // The buffer does not keep the memory from being freed.
            Reference.reachabilityFence(memory);
        }
    }
}
