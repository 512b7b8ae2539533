package dev.convoy.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte of a range is copied, and no other, however many threads share the copy. */
class HeapCopyTest {
    /** Number of bytes before and after the range that must stay as they are. */
    private static final int MARGIN = 5;

    static IntStream counts() {
        return Stream.of(0, 1, 2, 3, HeapCopy.MOST_PARTS, HeapCopy.MOST_PARTS + 1)
                .mapToInt(parts -> parts * HeapCopy.PART_BYTES)
                .flatMap(border -> IntStream.of(border - 1, border, border + 1))
                .filter(count -> count >= 0);
    }

    @ParameterizedTest
    @MethodSource("counts")
    void copiesTheRangeAndNothingElse(int count) {
        byte[] values = new byte[count + 2 * MARGIN];
        new Random(count).nextBytes(values);
        try (BytePointer memory = new BytePointer(count + 2L * MARGIN)) {
            Pointer.memset(memory, 0, memory.capacity());
            HeapCopy.toNative(values, MARGIN, memory.getPointer(MARGIN), count);
            byte[] expected = new byte[values.length];
            System.arraycopy(values, MARGIN, expected, MARGIN, count);
            byte[] written = new byte[values.length];
            memory.get(written);
            assertThat(Arrays.mismatch(written, expected)).isEqualTo(-1);

            memory.put(values);
            byte[] read = new byte[values.length];
            HeapCopy.toHeap(memory.getPointer(MARGIN), read, MARGIN, count);
            assertThat(Arrays.mismatch(read, expected)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("counts")
    void copiesFloatsToThePosition(int bytes) {
        int count = bytes / Float.BYTES;
        float[] values = new float[count + MARGIN];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        try (FloatPointer memory = new FloatPointer(count + 2L * MARGIN)) {
            Pointer.memset(memory, 0, memory.capacity() * Float.BYTES);
            HeapCopy.toNative(values, memory.position(MARGIN), count);
            float[] expected = new float[count + 2 * MARGIN];
            System.arraycopy(values, 0, expected, MARGIN, count);
            float[] written = new float[expected.length];
            memory.position(0).get(written);
            assertThat(Arrays.mismatch(written, expected)).isEqualTo(-1);
        }
    }
}
