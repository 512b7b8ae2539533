package dev.convoy.kernel.graph.compile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides the offset of each buffer of a program in one arena. Two buffers share bytes if no step uses one of them
 * between the first and the last step that use the other. Large buffers are placed first, each at the lowest offset
 * where it fits (greedy by size: Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020).
 */
public final class ArenaPlan {
    private ArenaPlan() {}

    /** Bytes with a lifetime. */
    public static final class Slot {
        private final long bytes;
        private long offset;
        private int first = Integer.MAX_VALUE;
        private int last = -1;

        /** @param alignment of its offset and its size, in bytes */
        public Slot(long bytes, long alignment) {
            this.bytes = (bytes + alignment - 1) / alignment * alignment;
        }

        public long bytes() {
            return bytes;
        }

        /** Returns its offset in the arena, once it has one. */
        public long offset() {
            return offset;
        }

        /** Says that the slot holds something at {@code time}. */
        public void touch(int time) {
            first = Math.min(first, time);
            last = Math.max(last, time);
        }

        /** Whether it holds something at {@code time}, between the first and the last touch. */
        public boolean livesAt(int time) {
            return first <= time && time <= last;
        }

        private boolean overlaps(Slot other) {
            return first <= other.last && other.first <= last;
        }

        private long end() {
            return offset + bytes;
        }
    }

    /**
     * Gives every slot its offset and returns the size of the arena.
     *
     * @param sharing whether slots may share bytes; if not, all keep what was last written
     */
    public static long place(List<Slot> slots, boolean sharing) {
        List<Slot> placed = new ArrayList<>();
        List<Slot> bySize = new ArrayList<>(slots);
        bySize.sort(Comparator.comparingLong((Slot slot) -> -slot.bytes));
        for (Slot slot : bySize) {
            slot.offset = lowestGap(slot, placed, sharing);
            placed.add(slot);
        }
        return placed.stream().mapToLong(Slot::end).max().orElse(0);
    }

    private static long lowestGap(Slot slot, List<Slot> placed, boolean sharing) {
        long offset = 0;
        List<Slot> inTheWay = placed.stream()
                .filter(other -> !sharing || slot.overlaps(other))
                .sorted(Comparator.comparingLong(other -> other.offset))
                .toList();
        for (Slot other : inTheWay) {
            if (offset + slot.bytes <= other.offset) {
                break;
            }
            offset = Math.max(offset, other.end());
        }
        return offset;
    }
}
