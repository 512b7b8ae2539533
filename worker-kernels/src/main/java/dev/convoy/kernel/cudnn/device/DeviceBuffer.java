package dev.convoy.kernel.cudnn.device;

import dev.convoy.kernel.graph.compile.ArenaPlan;

/** Bytes on the GPU: in a program's arena, where they have a place only once the program is finished, or elsewhere. */
public final class DeviceBuffer {
    /** What cudaMalloc aligns to, and the arena's places, in bytes. */
    static final long ALIGNMENT = 256;

    private final ArenaPlan.Slot slot;
    /** What it is a part of; null if it is whole. */
    private final DeviceBuffer whole;
    /** Of the arena, of the whole, or of the bytes themselves. */
    private long base;

    private DeviceBuffer(ArenaPlan.Slot slot, DeviceBuffer whole, long base) {
        this.slot = slot;
        this.whole = whole;
        this.base = base;
    }

    public static DeviceBuffer inArena(long bytes) {
        return new DeviceBuffer(new ArenaPlan.Slot(bytes, ALIGNMENT), null, 0);
    }

    public static DeviceBuffer at(long address) {
        return new DeviceBuffer(null, null, address);
    }

    /** The bytes from {@code offset} on. */
    public DeviceBuffer from(long offset) {
        return new DeviceBuffer(slot, this, offset);
    }

    /** Null if it is not in an arena. */
    public ArenaPlan.Slot slot() {
        return slot;
    }

    public void place(long arena) {
        base = arena;
    }

    public long address() {
        if (whole != null) {
            return whole.address() + base;
        }
        return slot == null ? base : base + slot.offset();
    }

    /** The greatest power of two, up to {@link #ALIGNMENT}, that its address is a multiple of. */
    public long alignment() {
        long multiple = slot == null || whole != null ? base : ALIGNMENT;
        return multiple == 0 ? ALIGNMENT : Math.min(Long.lowestOneBit(multiple), ALIGNMENT);
    }
}
