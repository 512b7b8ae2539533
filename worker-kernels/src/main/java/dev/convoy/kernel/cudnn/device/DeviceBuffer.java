package dev.convoy.kernel.cudnn.device;

import dev.convoy.kernel.graph.compile.ArenaPlan;

/** Bytes on the GPU, in a program's arena (where they have no address until it is finished) or elsewhere. */
public final class DeviceBuffer {
    /** Alignment of cudaMalloc, and of offsets in the arena, in bytes. */
    static final long ALIGNMENT = 256;

    private final ArenaPlan.Slot slot;
    /** The buffer that this is a part of; null if it is not a part. */
    private final DeviceBuffer whole;
    /** Address of the arena, offset in {@link #whole}, or address of the bytes themselves. */
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

    /** Returns the bytes from {@code offset} on. */
    public DeviceBuffer from(long offset) {
        return new DeviceBuffer(slot, this, offset);
    }

    /** Returns null if the buffer is not in an arena. */
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

    /** Returns the greatest power of two, up to {@link #ALIGNMENT}, that divides its address. */
    public long alignment() {
        long multiple = slot == null || whole != null ? base : ALIGNMENT;
        return multiple == 0 ? ALIGNMENT : Math.min(Long.lowestOneBit(multiple), ALIGNMENT);
    }
}
