package dev.convoy.kernel.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * Where each buffer of a program lies in one arena. Two buffers share bytes if no step touches one between the first and
 * the last step that touch the other; large ones are placed first, each as low as it fits (greedy by size: Pisarchyk and
 * Lee, "Efficient memory management for deep neural net inference", 2020).
 */
final class MemoryPlan {
    private static final long ALIGNMENT = 64;

    private final IdentityHashMap<memory, Buffer> buffers = new IdentityHashMap<>();
    private final List<Buffer> all = new ArrayList<>();

    /** What a buffer is for, in tables. */
    enum Purpose {
        /** Parameters, or their gradients, as oneDNN wants them. */
        WEIGHTS,
        /** Values, their gradients, masks and indices. */
        ACTIVATIONS,
        SCRATCH
    }

    /** Bytes with a lifetime; several memory objects may look at them. */
    private static final class Buffer {
        private final List<memory> views = new ArrayList<>();
        private final Purpose purpose;
        private final long bytes;
        private long offset;
        private int first = Integer.MAX_VALUE;
        private int last = -1;

        Buffer(Purpose purpose, long bytes) {
            this.purpose = purpose;
            this.bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }

        boolean overlaps(Buffer other) {
            return first <= other.last && other.first <= last;
        }

        long end() {
            return offset + bytes;
        }
    }

    /** Takes {@code memory}, which has no bytes yet, into the plan. */
    memory add(memory memory, Purpose purpose) {
        Buffer buffer = new Buffer(purpose, memory.get_desc().get_size());
        all.add(buffer);
        return look(memory, buffer);
    }

    /** Lets {@code view} look at the bytes of {@code of}. */
    memory addView(memory view, memory of) {
        return look(view, buffers.get(of));
    }

    boolean sameBytes(memory one, memory other) {
        return buffers.get(one).equals(buffers.get(other));
    }

    private memory look(memory memory, Buffer buffer) {
        buffer.views.add(memory);
        buffers.put(memory, buffer);
        return memory;
    }

    /** {@code memory} holds something at {@code time}. */
    void touch(memory memory, int time) {
        Buffer buffer = buffers.get(memory);
        if (buffer != null) {
            buffer.first = Math.min(buffer.first, time);
            buffer.last = Math.max(buffer.last, time);
        }
    }

    /** Bytes that hold something at {@code time}. */
    long liveAt(int time, Purpose purpose) {
        return all.stream()
                .filter(buffer -> buffer.purpose == purpose && buffer.first <= time && time <= buffer.last)
                .mapToLong(buffer -> buffer.bytes)
                .sum();
    }

    /** Bytes of the largest buffer. */
    long largest(Purpose purpose) {
        return all.stream()
                .filter(buffer -> buffer.purpose == purpose)
                .mapToLong(buffer -> buffer.bytes)
                .max()
                .orElse(0);
    }

    /**
     * Gives every buffer its place and returns the size of the arena.
     *
     * @param sharing whether buffers may lie where others did; if not, all keep what was last written
     */
    long place(boolean sharing) {
        List<Buffer> placed = new ArrayList<>();
        List<Buffer> bySize = new ArrayList<>(all);
        bySize.sort(Comparator.comparingLong((Buffer buffer) -> -buffer.bytes));
        for (Buffer buffer : bySize) {
            buffer.offset = lowestGap(buffer, placed, sharing);
            placed.add(buffer);
        }
        return placed.stream().mapToLong(Buffer::end).max().orElse(0);
    }

    private static long lowestGap(Buffer buffer, List<Buffer> placed, boolean sharing) {
        long offset = 0;
        List<Buffer> inTheWay = placed.stream()
                .filter(other -> !sharing || buffer.overlaps(other))
                .sorted(Comparator.comparingLong(other -> other.offset))
                .toList();
        for (Buffer other : inTheWay) {
            if (offset + buffer.bytes <= other.offset) {
                break;
            }
            offset = Math.max(offset, other.end());
        }
        return offset;
    }

    /** Binds all memory objects to their places in the arena that begins at {@code start}. */
    void bind(long start) {
        for (Buffer buffer : all) {
            Pointer address = new Address(start + buffer.offset);
            buffer.views.forEach(view -> view.set_data_handle(address));
        }
    }

    /** An address, as JavaCPP passes it on. */
    static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }
}
