package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.graph.compile.ArenaPlan;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** The arena of a program: which memory objects use which of its bytes. */
final class MemoryPlan {
    private static final long ALIGNMENT = 64;

    private final IdentityHashMap<memory, Buffer> buffers = new IdentityHashMap<>();
    private final List<Buffer> all = new ArrayList<>();

    /** The purpose of a buffer, for tables. */
    enum Purpose {
        /** Parameters, or their gradients, in oneDNN's layout. */
        WEIGHTS,
        /** Values, their gradients, masks and indices. */
        ACTIVATIONS,
        SCRATCH
    }

    /** Bytes with a lifetime; several memory objects may use them. */
    private record Buffer(Purpose purpose, ArenaPlan.Slot slot, List<memory> views) {}

    /** Adds {@code memory}, which has no bytes yet, to the plan. */
    memory add(memory memory, Purpose purpose) {
        Buffer buffer =
                new Buffer(purpose, new ArenaPlan.Slot(memory.get_desc().get_size(), ALIGNMENT), new ArrayList<>());
        all.add(buffer);
        return look(memory, buffer);
    }

    /** Lets {@code view} use the bytes of {@code of}. */
    memory addView(memory view, memory of) {
        return look(view, buffers.get(of));
    }

    boolean sameBytes(memory first, memory second) {
        return buffers.get(first).slot == buffers.get(second).slot;
    }

    private memory look(memory memory, Buffer buffer) {
        buffer.views.add(memory);
        buffers.put(memory, buffer);
        return memory;
    }

    /** Says that {@code memory} holds something at {@code time}. */
    void touch(memory memory, int time) {
        Buffer buffer = buffers.get(memory);
        if (buffer != null) {
            buffer.slot.touch(time);
        }
    }

    /** Returns how many bytes hold something at {@code time}. */
    long liveAt(int time, Purpose purpose) {
        return all.stream()
                .filter(buffer -> buffer.purpose == purpose && buffer.slot.livesAt(time))
                .mapToLong(buffer -> buffer.slot.bytes())
                .sum();
    }

    /** Returns the bytes of the largest buffer. */
    long largest(Purpose purpose) {
        return all.stream()
                .filter(buffer -> buffer.purpose == purpose)
                .mapToLong(buffer -> buffer.slot.bytes())
                .max()
                .orElse(0);
    }

    /** See {@link ArenaPlan#place}. */
    long place(boolean sharing) {
        return ArenaPlan.place(all.stream().map(Buffer::slot).toList(), sharing);
    }

    /** Binds all memory objects to their addresses in the arena, which begins at {@code start}. */
    void bind(long start) {
        for (Buffer buffer : all) {
            Pointer address = new Address(start + buffer.slot.offset());
            buffer.views.forEach(view -> view.set_data_handle(address));
        }
    }

    /** An address, which JavaCPP passes on. */
    static final class Address extends Pointer {
        Address(long address) {
            this.address = address;
        }
    }
}
